"""The icons by name: what our screens call them, and where the Material Design Icons font keeps them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

PACKAGE = "fonticon_mdi7"

CODE_POINTS = {
    "back": 0xF004D,  # arrow_left
    "forward": 0xF0054,  # arrow_right
    "up": 0xF005D,  # arrow_up
    "down": 0xF0045,  # arrow_down
    "next": 0xF0142,  # chevron_right
    "previous": 0xF0141,  # chevron_left
    "more": 0xF0140,  # chevron_down
    "less": 0xF0143,  # chevron_up
    "close": 0xF0156,  # close
    "tick": 0xF012C,  # check
    "tick_bold": 0xF0E1E,  # check_bold
    "ok": 0xF05E0,  # check_circle
    "warn": 0xF0026,  # alert
    "err": 0xF0028,  # alert_circle
    "info": 0xF02FC,  # information
    "dot": 0xF0765,  # circle
    "neutral": 0xF0766,  # circle_outline
    "pause": 0xF03E5,  # pause_circle
    "heart": 0xF02D5,  # heart_outline
    "heart_full": 0xF02D1,  # heart
    "plus": 0xF0415,  # plus
    "minus": 0xF0374,  # minus
    "search": 0xF0349,  # magnify
    "scan": 0xF0624,  # line_scan
    "barcode": 0xF0072,  # barcode_scan
    "torch": 0xF0244,  # flashlight
    "torch_off": 0xF0245,  # flashlight_off
    "qr": 0xF0432,  # qrcode
    "qr_scan": 0xF0433,  # qrcode_scan
    "offline": 0xF1BF6,  # cloud_off
    "online": 0xF1BEC,  # cloud_check_outline
    "cloud_sync": 0xF063F,  # cloud_sync
    "cloud_alert": 0xF09E0,  # cloud_alert
    "person": 0xF0004,  # account
    "person_circle": 0xF0B55,  # account_circle_outline
    "people": 0xF000F,  # account_multiple_outline
    "bag": 0xF11D5,  # shopping_outline
    "basket": 0xF1181,  # basket_outline
    "store": 0xF04DC,  # store
    "store_line": 0xF1361,  # store_outline
    "place": 0xF07D9,  # map_marker_outline
    "truck": 0xF129D,  # truck_outline
    "home": 0xF06A1,  # home_outline
    "access": 0xF1A87,  # wheelchair
    "bell": 0xF009C,  # bell_outline
    "bell_ring": 0xF009F,  # bell_ring_outline
    "pick": 0xF0756,  # format_list_checks
    "tasks": 0xF10D5,  # clipboard_list_outline
    "checked_list": 0xF08A8,  # clipboard_check_outline
    "parcel": 0xF03D7,  # package_variant_closed
    "sync": 0xF04E6,  # sync
    "tablet": 0xF04F6,  # tablet
    "phone": 0xF011C,  # cellphone
    "data": 0xF1632,  # database_outline
    "chart": 0xF012A,  # chart_line
    "setup": 0xF08BB,  # cog_outline
    "receive": 0xF0120,  # tray_arrow_down
    "send": 0xF011D,  # tray_arrow_up
    "export": 0xF0B93,  # export_variant
    "tag": 0xF04FC,  # tag_outline
    "screen": 0xF0379,  # monitor
    "printer": 0xF1786,  # printer_outline
    "scale": 0xF0472,  # scale
    "star": 0xF04CE,  # star
    "star_line": 0xF04D2,  # star_outline
    "spark": 0xF0674,  # creation
    "medal": 0xF0987,  # medal
    "clock": 0xF0954,  # clock
    "clock_line": 0xF0150,  # clock_outline
    "timer": 0xF051B,  # timer_outline
    "shield": 0xF0565,  # shield_check
    "swap": 0xF04E1,  # swap_horizontal
    "refresh": 0xF0450,  # refresh
    "erase": 0xF0B5C,  # backspace_outline
    "language": 0xF05CA,  # translate
    "gift": 0xF02A1,  # gift_outline
    "card": 0xF019B,  # credit_card_outline
    "cash": 0xF0114,  # cash
    "receipt": 0xF19DC,  # receipt_text_outline
    "camera": 0xF0D5D,  # camera_outline
    "camera_off": 0xF19BF,  # camera_off_outline
    "sound": 0xF057E,  # volume_high
    "contrast": 0xF0197,  # contrast_circle
    "text_size": 0xF027F,  # format_size
    "bin": 0xF0A7A,  # trash_can_outline
    "edit": 0xF0CB6,  # pencil_outline
    "picture": 0xF0976,  # image_outline
    "help": 0xF0625,  # help_circle_outline
    "hand": 0xF1822,  # hand_wave_outline
    "lan_off": 0xF0319,  # lan_disconnect
    "battery": 0xF0079,  # battery
    "ticket": 0xF142B,  # ticket_percent_outline
    "filter": 0xF0236,  # filter_variant
    "sort": 0xF04BA,  # sort
    "keyboard": 0xF097B,  # keyboard_outline
    "digits": 0xF03A0,  # numeric
    "lock": 0xF0341,  # lock_outline
    "login": 0xF0342,  # login
    "logout": 0xF0343,  # logout
    "undo": 0xF054C,  # undo
    "dots": 0xF01D8,  # dots_horizontal
    "call": 0xF0DF0,  # phone_outline
    "server": 0xF048D,  # server_network
    "till": 0xF0CF4,  # cash_register
    "calendar": 0xF00F0,  # calendar_clock
    "not_for_me": 0xF0512,  # thumb_down_outline
    "compare": 0xF018A,  # compare
    "leaf": 0xF032A,  # leaf
    "progress": 0xF0996,  # progress_clock
    "snow": 0xF0717,  # snowflake
    "car": 0xF010B,  # car
    "walk": 0xF0583,  # walk
    "sign": 0xF0DFB,  # signature
    "delegate": 0xF0B54,  # account_arrow_right_outline
    "map": 0xF0982,  # map_outline
    "id_card": 0xF0DAB,  # card_account_details_outline
    "together": 0xF09FE,  # layers_outline
    "locker": 0xF07D7,  # locker
    "happy": 0xF01F5,  # emoticon_happy_outline
    "so_so": 0xF01F6,  # emoticon_neutral_outline
    "sad": 0xF01F8,  # emoticon_sad_outline
    "repair": 0xF0BE0,  # wrench_outline
    "complaint": 0xF0A04,  # message_alert_outline
    "message": 0xF036A,  # message_text_outline
    "answer": 0xF173E,  # message_reply_text_outline
}
"""The comment is the font's own name, so that a test can hold the two together. The package's module of 7,000 names is
never imported: only its font file is used."""


def glyph(name: str) -> str:
    """Give the one character that draws an icon in the `icons` font.

    Raises:
        KeyError: if we have no icon of that name.
    """
    return chr(CODE_POINTS[name])


def font_file() -> str:
    """Give the path of the icon font.

    Raises:
        FileNotFoundError: if its package is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {PACKAGE} is not installed")
    return str(Path(spec.origin).parent / "fonts" / "materialdesignicons-webfont.ttf")
