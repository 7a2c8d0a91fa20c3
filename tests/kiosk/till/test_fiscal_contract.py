"""What every fiscal adapter keeps to, whichever country it is for; and what each one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from kiosk import codes, settings
from kiosk.errors import Refused
from kiosk.i18n import LANGUAGES, Translator
from kiosk.money import Money
from kiosk.paper.layout import Paper, Qr, dump, load
from kiosk.settings import SettingsError
from kiosk.till import actions, receipt_paper
from kiosk.till.fiscal import FapiaoRequest, Fiscal, NoFiscal, TaiwanCarrier, fiscal_of
from kiosk.till.model import Sale
from kiosk.till.receipt_paper import Letterhead, Looked
from sync import messages
from sync.security import public_key, verify
from tests.devices import TEA, TestDevice
from tests.kiosk.till.businesses import put
from tests.kiosk.till.tills import open_till

TEMPLATE = "https://invoice.example/r?n={number}&a={amount}&d={date}&s={store}&t={tax_id}&p={signature}"


def adapter(kind: str, till: TestDevice) -> Fiscal:
    """The adapter as a device with these settings has it."""
    chosen = settings.Fiscal(kind, TEMPLATE if kind == "cn_fapiao_request" else "")  # type: ignore[arg-type]  # checked in files
    return fiscal_of(msgspec.structs.replace(till.store.settings, fiscal=chosen), till.keys)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path) as device:
        yield device


@pytest.fixture(params=["none", "cn_fapiao_request", "tw_carrier"])
def fiscal(request: pytest.FixtureRequest, till: TestDevice) -> Fiscal:
    return adapter(request.param, till)


@pytest.fixture
def sale(till: TestDevice) -> Sale:
    put(till, TEA)
    made = till.do(actions.pay_cash, till.store.register, "b1", 2000)
    assert isinstance(made, Sale)
    return made


def with_terms(sale: Sale, **terms: object) -> Sale:
    return replace(sale, terms=msgspec.structs.replace(sale.terms, **terms))


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_goes_to_the_printer_and_comes_back_the_same(fiscal: Fiscal, sale: Sale, language: str) -> None:
    carrier = "/ABC+123" if fiscal.takes_carrier else ""
    paper = Paper(language, fiscal.prints(with_terms(sale, carrier=carrier), Translator(language)))

    assert load(dump(paper)) == paper


def test_training_and_voids_print_nothing(fiscal: Fiscal, sale: Sale) -> None:
    words = Translator("en")
    practice = with_terms(sale, training=True, carrier="/ABC+123")

    assert fiscal.prints(practice, words) == ()
    assert fiscal.prints(replace(sale, kind="void", total=Money(-1800, "CNY")), words) == ()
    assert fiscal.prints(replace(sale, kind="return", total=Money(-1800, "CNY")), words) == ()


@pytest.mark.parametrize("text", ["", "/abc", "/ABC 123", "12", "12345678", "/ABC+1234", "x" * 500, "载具"])
def test_what_is_no_carrier_is_refused_in_words(fiscal: Fiscal, text: str) -> None:
    with pytest.raises(Refused, match=r"till\.(no_carrier_here|bad_carrier)"):
        fiscal.carrier(text)


def test_a_sale_has_its_receipt_with_whatever_is_printed(fiscal: Fiscal, sale: Sale) -> None:
    words = Translator("zh_TW")
    looked = Looked(fiscal=fiscal.prints(sale, words))

    paper = receipt_paper.receipt(sale, Letterhead("AURELLE"), words, looked)

    assert all(one in paper.elements for one in looked.fiscal)


# ---------------------------------------------------------------- each of them


def test_the_fapiao_code_names_the_sale_and_is_signed(till: TestDevice, sale: Sale) -> None:
    fiscal = adapter("cn_fapiao_request", till)
    assert isinstance(fiscal, FapiaoRequest)
    sale = with_terms(sale, tax_id="91110000600037341L")

    code = next(one for one in fiscal.prints(sale, Translator("zh_CN")) if isinstance(one, Qr))

    asked = {name: values[0] for name, values in parse_qs(urlsplit(code.data).query).items()}
    assert (asked["n"], asked["a"], asked["d"]) == (str(sale.number), "18.00", "2026-11-21")
    signed = "\n".join((asked["n"], asked["a"], asked["d"], asked["s"], asked["t"])).encode()
    verify(public_key(till.keys.public_text), signed, _padded(asked["p"]))


def _padded(text: str) -> str:
    """As `sync.security` writes signatures: base64 with its end."""
    plain = text.replace("-", "+").replace("_", "/")
    return plain + "=" * (-len(plain) % 4)


def test_a_carrier_is_scanned_kept_with_the_sale_and_shown_in_part_only(till: TestDevice) -> None:
    fiscal = adapter("tw_carrier", till)
    code = codes.classify("/AB+12.9", "CODE39")
    assert code == codes.CarrierCode("/AB+12.9")
    put(till, TEA)
    till.do(actions.set_carrier, till.store.register, fiscal, "b1", code.text)

    sale = till.do(actions.pay_cash, till.store.register, "b1", 2000)

    assert sale.terms.carrier == "/AB+12.9"
    printed = str(fiscal.prints(sale, Translator("zh_TW")))
    assert "/A****.9" in printed
    assert "/AB+12.9" not in printed


def test_an_invoice_with_a_tax_number_is_not_given_away(till: TestDevice) -> None:
    fiscal, register = adapter("tw_carrier", till), till.store.register
    assert isinstance(fiscal, TaiwanCarrier)
    put(till, TEA)
    till.do(actions.set_carrier, register, fiscal, "b1", "919")
    with pytest.raises(Refused, match=r"till\.tax_id_not_donated"):
        till.do(actions.set_tax_id, register, "b1", "00501503")

    till.do(actions.set_carrier, register, fiscal, "b1", "")
    till.do(actions.set_tax_id, register, "b1", "00501503")
    with pytest.raises(Refused, match=r"till\.tax_id_not_donated"):
        till.do(actions.set_carrier, register, fiscal, "b1", "919")
    basket = till.do(actions.set_carrier, register, fiscal, "b1", "/abc1234")

    assert basket.terms == messages.Terms(tax_id="00501503", carrier="/ABC1234")


@pytest.mark.parametrize("text", ["/ABC123", "/abc1234", "ABC12345", "//BC1234 5"])
def test_only_the_exact_form_is_taken_for_a_carrier(text: str) -> None:
    assert not isinstance(codes.classify(text, "CODE39"), codes.CarrierCode)


def test_without_an_adapter_nothing_is_asked(till: TestDevice) -> None:
    assert adapter("none", till) == NoFiscal()


def test_a_template_that_lacks_a_gap_is_refused_at_the_start(tmp_path: Path) -> None:
    device = '[device]\ntenant="t"\nstore="9521000000018"\nname="till-1"\nrole="till"\ndata="."\n'
    path = tmp_path / "till.toml"
    path.write_text(device + '[fiscal]\nkind="cn_fapiao_request"\ntemplate="https://invoice.example/{number}"\n')

    with pytest.raises(SettingsError, match=r"lacks \{amount\} \{signature\}"):
        settings.load(path)
