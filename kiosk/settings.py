"""The device's settings: one TOML file, read once into frozen structs; what is not known is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from sync.formats.weighed import Rule

Role = Literal["shopper", "associate", "till", "manager", "edge"]
Language = Literal["zh_CN", "zh_TW", "en"]
InMinutes = Annotated[int, Meta(ge=5, le=480)]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]


class Device(Struct, frozen=True, forbid_unknown_fields=True):
    """Who this device is."""

    tenant: Name
    store: Annotated[str, Meta(pattern=r"^\d{13}$")]
    """GS1 Global Location Number of the shop."""
    name: Name
    """Unique within the store; also the ARTS workstation."""
    role: Role
    data: str
    """Folder of the databases, pictures and keys; relative to the settings file."""


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """The way to the store's broker."""

    kind: Literal["mqtt", "none"] = "mqtt"
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 1883
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    keepalive_s: Annotated[int, Meta(ge=2, le=120)] = 10


class HeadOffice(Struct, frozen=True, forbid_unknown_fields=True):
    """Where snapshots and pictures come from, and the key that head office signs with."""

    http: Annotated[str, Meta(pattern=r"^(https?://\S+)?$")] = ""
    """Address such as http://127.0.0.1:8080; empty where bulk data comes by hand."""
    key_file: str = ""
    """File with head office's public root key, base64: whatever it has not signed is not believed."""


class Shop(Struct, frozen=True, forbid_unknown_fields=True):
    """The trade's own settings."""

    brand: str = "AURELLE"
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] = "CNY"
    language: Language = "zh_CN"
    zone: str = "Asia/Shanghai"
    day_ends: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "04:00"
    """Local time until which a sale still counts towards the day before."""
    online_basket: Literal["max", "ask"] = "max"
    """A member who signs in has a bag in the web shop: of each product the greater count counts by itself, or the
    screen asks first. Never the sum."""
    product_link: Annotated[str, Meta(max_length=200)] = ""
    """Where the web shop shows a product, with ``{code}`` for its barcode; goes into the code for a shopper's phone."""
    express: bool = False
    """A kiosk where nobody takes cash: whoever comes wants to scan, pay and go."""

    def __post_init__(self) -> None:
        """A zone that does not exist would be found out by the first sale; better now."""
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"`zone`: there is no time zone {self.zone!r}") from None


class Scanner(Struct, frozen=True, forbid_unknown_fields=True):
    """What reads codes."""

    kind: Literal["camera", "folder", "video", "simulated", "none"] = "none"
    source: str = ""
    """Camera number or /dev path, or the folder or file of pictures."""
    keyboard: bool = True
    """Whether a wedge scanner that types is listened to as well."""
    pictures_per_second: Annotated[float, Meta(gt=0, le=30)] = 0.5
    """How fast a folder of pictures goes by."""


class Terminal(Struct, frozen=True, forbid_unknown_fields=True):
    """The card terminal."""

    kind: Literal["simulated", "nexo", "none"] = "simulated"
    """`nexo`: JSON over HTTPS on the shop's own network."""
    delay_s: Annotated[float, Meta(ge=0, le=60)] = 1.5
    """How long the simulated one takes."""
    url: Annotated[str, Meta(pattern=r"^(https://\S+)?$")] = ""
    """Of a nexo terminal, such as https://192.0.2.20:8443/nexo."""
    ca_file: str = ""
    """The certificate that signs the terminal's own; nothing else is believed."""
    poi_id: str = ""
    """How the terminal calls itself: model and serial number."""
    sale_id: str = ""
    """How we call ourselves to it; the device's name where empty."""
    answer_s: Annotated[float, Meta(ge=1, le=600)] = 130.0
    """A terminal gives a shopper two minutes, and then says so itself."""

    def __post_init__(self) -> None:
        """Better to refuse to start than to find out with a shopper at the counter."""
        if self.kind == "nexo" and not (self.url and self.ca_file and self.poi_id):
            raise ValueError("`terminal`: a nexo terminal needs `url`, `ca_file` and `poi_id`")


class Wallet(Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes codes that a shopper shows (WeChat Pay, Alipay), and makes codes that a shopper scans."""

    kind: Literal["simulated", "terminal", "none"] = "simulated"
    """`terminal`: the card terminal does."""


class Payment(Struct, frozen=True, forbid_unknown_fields=True):
    """How often is asked what came of a payment, and when it is undone; all in seconds."""

    first_query_s: Annotated[float, Meta(gt=0, le=60)] = 5.0
    poll_s: Annotated[float, Meta(gt=0, le=60)] = 10.0
    give_up_s: Annotated[float, Meta(gt=0, le=600)] = 45.0
    """A wallet's payment that has no end after this is undone."""
    reverse_after_s: Annotated[float, Meta(ge=0, le=120)] = 15.0
    """Nothing is undone sooner after the charge."""
    slowest_s: Annotated[float, Meta(ge=10, le=3600)] = 300.0
    """Questions that lead nowhere become rarer, but never rarer than this."""
    card_patience_s: Annotated[float, Meta(ge=10, le=600)] = 150.0
    qr_lives_s: Annotated[float, Meta(ge=10, le=900)] = 120.0
    offline: Literal["all", "card", "cash"] = "all"
    """What shoppers may pay with at a kiosk while its link is away: everything (whoever is asked says no by itself),
    the card terminal, which has a line of its own, or cash that a colleague takes."""


class CheckWeights(Struct, frozen=True, forbid_unknown_fields=True):
    """What each sign counts in the score of a basket, out of what they all come to."""

    value: Annotated[int, Meta(ge=0, le=100)] = 25
    removed: Annotated[int, Meta(ge=0, le=100)] = 25
    changes: Annotated[int, Meta(ge=0, le=100)] = 15
    age: Annotated[int, Meta(ge=0, le=100)] = 10
    pause: Annotated[int, Meta(ge=0, le=100)] = 10
    rest: Annotated[int, Meta(ge=0, le=100)] = 15


class SelfCheckout(Struct, frozen=True, forbid_unknown_fields=True):
    """At a kiosk: which baskets a colleague looks at before they are paid."""

    checks: bool = False
    floor_percent: Annotated[float, Meta(ge=0, le=100)] = 2.0
    """Of all baskets so many are looked at, whatever is in them."""
    most_percent: Annotated[float, Meta(ge=0, le=100)] = 25.0
    """Of those with every sign so many are."""
    lines: Annotated[int, Meta(ge=1, le=20)] = 3
    """How many lines of a basket are scanned again."""
    value_minor: Annotated[int, Meta(ge=1)] = 50_000
    """From here on the value counts in full."""
    removed: Annotated[int, Meta(ge=1, le=100)] = 4
    """Units that were taken out again; from here on in full."""
    changes: Annotated[int, Meta(ge=1, le=100)] = 8
    """Times that a quantity was changed by hand."""
    pause_s: Annotated[int, Meta(ge=1, le=3600)] = 300
    """The longest time between two scans."""
    rest_h: Annotated[float, Meta(gt=0, le=100)] = 4.0
    """Hours since this kiosk's last look into a basket."""
    weights: CheckWeights = CheckWeights()
    seed: str = ""
    """Makes the draw the same each time, for trials; else it is this device's own."""

    def __post_init__(self) -> None:
        """Numbers that contradict one another would be found out by nobody."""
        if self.most_percent < self.floor_percent:
            raise ValueError("`self_checkout`: `most_percent` is less than `floor_percent`")


class Staff(Struct, frozen=True, forbid_unknown_fields=True):
    """Who works at this device, and how sure it must be of them."""

    sign_in: Literal["required", "off"] = "off"
    """`required`: nothing is done here until an operator has signed in."""
    lock_after_min: Annotated[int, Meta(ge=0, le=240)] = 5
    """Minutes without a touch after which the screen is locked; 0 never locks it."""
    badge_pin: bool = False
    """At a kiosk: whether a colleague who takes cash types the PIN after the badge."""


class Printer(Struct, frozen=True, forbid_unknown_fields=True):
    """One receipt printer; `[[printer]]` for each."""

    name: Name
    """What people here call it; unique on this device."""
    kind: Literal["usb", "network", "file", "serial", "simulated", "none"] = "none"
    address: str = ""
    """04b8:0202 (USB vendor and product), 192.0.2.7:9100, or a path; for a simulated one a folder for its paper."""
    width_mm: Literal[58, 80] = 80
    fallback: str = ""
    """Name of the printer that takes its place after some seconds."""
    prints: tuple[Literal["receipt", "gift", "report", "pick", "test"], ...] = ()
    """What it prints; nothing named means everything that no printer before it prints."""


class Drawer(Struct, frozen=True, forbid_unknown_fields=True):
    """The cash drawer."""

    kind: Literal["printer", "simulated", "none"] = "none"
    printer: str = ""
    """Name of the printer that it hangs on."""
    pin: Literal[2, 5] = 2
    open_level: Literal["high", "low", "unknown"] = "unknown"
    """The level of its sensor while it is open; see the self-test page."""


class LineDisplay(Struct, frozen=True, forbid_unknown_fields=True):
    """Two lines of text that face the shopper."""

    kind: Literal["serial", "simulated", "none"] = "none"
    address: str = ""
    """Path of the serial line, /dev/ttyUSB0."""
    baud: Annotated[int, Meta(ge=1200, le=115200)] = 9600
    charset: Literal["cp437", "gb18030", "big5"] = "cp437"
    """cp437 knows no Chinese: it is written in Latin letters there."""


class Scale(Struct, frozen=True, forbid_unknown_fields=True):
    """The scale at the counter."""

    kind: Literal["sics", "simulated", "none"] = "none"
    address: str = ""
    """Path of the serial line."""
    baud: Annotated[int, Meta(ge=1200, le=115200)] = 9600


class WeighedCode(Struct, frozen=True, forbid_unknown_fields=True):
    """How the shop's own labels of weighed goods are made up; `[[weighed_code]]` for each prefix."""

    prefix: Annotated[str, Meta(pattern=r"^(02|2\d)\d{0,3}$")]
    """First digits of the EAN-13: GS1 keeps 02 and 20 to 29 for use inside one shop."""
    means: Literal["grams", "price"] = "grams"
    """What the last digits are: a weight in grams, or what the pack costs in the currency's smallest unit."""
    value_digits: Annotated[int, Meta(ge=3, le=6)] = 5
    value_check: bool = False
    """Whether a check digit of the value stands before it."""
    times: Annotated[int, Meta(ge=1, le=1000)] = 1
    """What the digits are multiplied by to come to grams or the smallest unit."""


class Rack(Struct, frozen=True, forbid_unknown_fields=True):
    """A rack where packed orders wait; `[[rack]]` for each. Its slots are labelled with its name and a number: B-07."""

    name: Annotated[str, Meta(pattern=r"^[A-Z]{1,3}$")]
    slots: Annotated[int, Meta(ge=1, le=99)] = 12
    kind: Literal["shelf", "locker", "cold"] = "shelf"
    """`locker`: a shopper opens it alone; `cold`: for goods that must not get warm."""


class Ahead(Struct, frozen=True, forbid_unknown_fields=True):
    """What members may order ahead at a kiosk, to find it prepared when they come."""

    offered: bool = True
    categories: tuple[Annotated[str, Meta(pattern=r"^\S(.{0,62}\S)?$")], ...] = ()
    """Ids of the catalogue's categories, each with those below it; none named means everything that is sold."""
    minutes: Annotated[tuple[InMinutes, ...], Meta(min_length=1, max_length=6)] = (15, 30, 60, 120)
    """In how many minutes it may be fetched, the soonest first."""

    def __post_init__(self) -> None:
        """What is written twice or out of order was meant otherwise."""
        twice = sorted({one for one in self.categories if self.categories.count(one) > 1})
        if twice:
            raise ValueError(f"`ahead`: `categories` names {twice[0]!r} twice")
        if list(self.minutes) != sorted(set(self.minutes)):
            raise ValueError("`ahead`: `minutes` must rise, the soonest first")
        if self.categories and not self.offered:
            raise ValueError("`ahead`: `categories` are named, but nothing is `offered`")


class Fiscal(Struct, frozen=True, forbid_unknown_fields=True):
    """What the country's invoices ask of a sale."""

    kind: Literal["none", "cn_fapiao_request", "tw_carrier"] = "none"
    template: Annotated[str, Meta(pattern=r"^(https?://\S+)?$")] = ""
    """Address that a receipt's code leads to, with the gaps {number} {amount} {date} {store} {tax_id} {signature}."""

    def __post_init__(self) -> None:
        """A code that leads nowhere would be found out by a shopper at home; better now."""
        if self.kind != "cn_fapiao_request":
            return
        missing = [gap for gap in ("{number}", "{amount}", "{signature}") if gap not in self.template]
        if missing:
            raise ValueError(f"`fiscal`: the template lacks {' '.join(missing)}")


class Display(Struct, frozen=True, forbid_unknown_fields=True):
    """The window."""

    width: Annotated[int, Meta(ge=320, le=7680)] = 1080
    height: Annotated[int, Meta(ge=320, le=7680)] = 1920
    start: Literal["home", "board"] = "home"
    """What stands there after a start, and whenever nobody is before it. `board`: a display on the wall that shows
    whose order ahead is ready, for the role shopper; nothing leads away from it."""
    fullscreen: bool = False
    left: int = 0
    top: int = 0
    text_percent: Literal[100, 125, 150] = 100
    theme: Literal["light", "high_contrast"] = "light"
    sound: bool = True
    diagonal_in: Annotated[float, Meta(ge=5, le=110)] = 32.0
    """Inches from corner to corner; with the next one it says how much of the display a wheelchair user reaches."""
    bottom_edge_mm: Annotated[int, Meta(ge=0, le=2000)] = 800
    """From the floor to the lower edge of the picture."""


class Speech(Struct, frozen=True, forbid_unknown_fields=True):
    """Who reads the screen aloud, to whoever wants it."""

    kind: Literal["espeak", "simulated", "none"] = "espeak"
    """`simulated` writes down in the data folder what it would say."""
    device: str = ""
    """Sound card as ALSA calls it, such as the one with the headphone jack; empty for the machine's own choice."""
    words_a_minute: Annotated[int, Meta(ge=80, le=450)] = 160
    from_keypad: bool = True
    """Whether the first key of a keypad turns speech on: who cannot see the screen cannot look for a button."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of one device."""

    device: Device
    link: Link = Link()
    head_office: HeadOffice = HeadOffice()
    shop: Shop = Shop()
    scanner: Scanner = Scanner()
    terminal: Terminal = Terminal()
    wallet: Wallet = Wallet()
    payment: Payment = Payment()
    staff: Staff = Staff()
    self_checkout: SelfCheckout = SelfCheckout()
    ahead: Ahead = Ahead()
    fiscal: Fiscal = Fiscal()
    display: Display = Display()
    speech: Speech = Speech()
    printer: tuple[Printer, ...] = ()
    drawer: Drawer = Drawer()
    line_display: LineDisplay = LineDisplay()
    scale: Scale = Scale()
    weighed_code: tuple[WeighedCode, ...] = ()
    rack: tuple[Rack, ...] = (Rack("A"), Rack("B"))
    folder: str = ""
    """Folder of the settings file itself; filled in by `load`."""

    def __post_init__(self) -> None:
        """A printer that is named and not there would be found out by the first receipt; better now."""
        names = [printer.name for printer in self.printer]
        if len(set(names)) != len(names):
            raise ValueError("`printer`: two printers have the same name")
        for name in (*(one.fallback for one in self.printer), self.drawer.printer):
            if name and name not in names:
                raise ValueError(f"`printer`: there is no printer {name!r}")
        if self.display.start == "board" and self.device.role != "shopper":
            raise ValueError(f'`display`: `start` = "board" is for the role shopper, not {self.device.role}')

    def path(self, relative: str) -> Path:
        """A path of the settings, seen from the settings file."""
        return Path(self.folder, relative)

    @property
    def weighed_rules(self) -> tuple[Rule, ...]:
        """How the labels of the shop's own scales are made up."""
        return tuple(
            Rule(one.prefix, one.means, one.value_digits, one.value_check, one.times) for one in self.weighed_code
        )

    @property
    def data(self) -> Path:
        return self.path(self.device.data)


class SettingsError(ValueError):
    """The settings file cannot be used; the text names the file and the key."""


def load(path: Path) -> Settings:
    """Read the settings file.

    Raises:
        SettingsError: if it is missing, is no TOML, or has an unknown or wrong key; one line that names it.
    """
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    if settings.folder:
        raise SettingsError(f"{path}: unknown field `folder`")
    return msgspec.structs.replace(settings, folder=str(path.resolve().parent))
