"""The words of a refusal: what was found, which rule, what to do. The citizen's text and place stay in the
form.
"""

from django.utils.translation import gettext_lazy as _

from .refusals import PhotoRefused

WORDS = {
    "empty": _("The picture is empty. Choose it again, or take a new one."),
    "size": _("The picture has %(size)s MB; at most %(most)s MB are taken. Take it anew at a smaller size."),
    "type": _(
        "This is no picture that can be read here. Send a photo from your phone: JPEG, HEIC, PNG or WebP."
    ),
    "video": _("This is a video. Send a photo: one still picture is enough."),
    "animated": _("The picture moves. Send one still picture."),
    "pixels": _(
        "The picture has %(size)s megapixels; at most %(most)s are taken. "
        "Choose a smaller size in the camera."
    ),
    "small": _(
        "The picture is only %(width)s by %(height)s pixels; nothing can be seen on it. "
        "Send the photo itself."
    ),
    "damaged": _("The picture is damaged or was not sent whole. Choose it again, or take a new one."),
    "scans": _(
        "The picture is stored in a way that takes too long to read. Save it anew, or take a new one."
    ),
    "busy": _("Too many pictures are coming in just now. Nothing is lost: send it again in a minute."),
    "unsafe": _("The picture cannot be made safe just now, so it is not taken. Send your words without it."),
}


def said(refused: PhotoRefused) -> str:
    """The refusal in the active language."""
    return str(WORDS[refused.rule]) % refused.values
