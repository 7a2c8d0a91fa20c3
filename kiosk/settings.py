"""The device's settings: one TOML file, read once into frozen structs; what is not known is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

Role = Literal["shopper", "associate", "till", "manager", "edge"]
Language = Literal["zh_CN", "zh_TW", "en"]
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

    kind: Literal["simulated", "none"] = "simulated"
    delay_s: Annotated[float, Meta(ge=0, le=60)] = 1.5


class Display(Struct, frozen=True, forbid_unknown_fields=True):
    """The window."""

    width: Annotated[int, Meta(ge=320, le=7680)] = 1080
    height: Annotated[int, Meta(ge=320, le=7680)] = 1920
    fullscreen: bool = False
    left: int = 0
    top: int = 0
    text_percent: Literal[100, 125, 150] = 100
    theme: Literal["light", "high_contrast"] = "light"
    sound: bool = True


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of one device."""

    device: Device
    link: Link = Link()
    head_office: HeadOffice = HeadOffice()
    shop: Shop = Shop()
    scanner: Scanner = Scanner()
    terminal: Terminal = Terminal()
    display: Display = Display()
    folder: str = ""
    """Folder of the settings file itself; filled in by `load`."""

    def path(self, relative: str) -> Path:
        """A path of the settings, seen from the settings file."""
        return Path(self.folder, relative)

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
