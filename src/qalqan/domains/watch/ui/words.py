"""The words that the form's script says, and those of a refusal to who sends too much."""

from django.utils.translation import gettext as _

from qalqan.domains.watch.limits import Refused

from .control import busy


def form_words() -> dict[str, str]:
    """What the script of the form says, by the names it knows. {n} and {metres} are filled in there."""
    return {
        "wrong": _("Not sent yet"),
        "cut": _("Place and camera are cut off the photo before it leaves the phone."),
        "careful": _("Keep at a distance from the danger. Do not photograph children's faces."),
        "asIs": _(
            "This phone cannot redraw the photo: it is sent as it is, and place and camera are cut off as"
            " soon as it arrives."
        ),
        "photo": _("Photo"),
        "photoN": _("Photo {n}"),
        "removeN": _("Remove photo {n}"),
        "video": _("This is a video. Send a photo: one still picture is enough."),
        "four": _("At most 4 photos are taken. Choose the four that show the danger best."),
        "locating": _("Looking for your place…"),
        "placed": _("The place is marked."),
        "placedWithin": _("The place is marked, exact to {metres} m."),
        "rough": _("That is rough: bring the map nearer and tap again."),
        "noPlace": _("The phone did not tell its place. Tap the map, or name the nearest school."),
        "noMap": _("The map could not be loaded. Name the nearest school instead."),
        "needPlace": _("Say where it is: your position, a tap on the map, or a school and its region."),
        "needWords": _("Add a photo or say in words what is wrong."),
        "needKind": _("Choose what kind of danger it is."),
        "long": _("The text has {n} characters; at most 4000 are taken. Shorten it: nothing is lost."),
        "badMail": _("This is no e-mail address. Write it as name@example.kz, or leave it empty."),
        "guessed": _("By your words"),
        "sending": _("Sending… the phone does a little work so that nobody can flood us."),
        "fault": _("It could not be sent just now. Nothing is lost: press Send again in a minute."),
        "waiting": _("No network. Waiting on this phone: {n}. It will be sent by itself."),
        "mend": _("Mend and send"),
        "mine": _("Sent from this phone"),
        "forget": _("Forget them on this phone"),
        "copied": _("The link is copied"),
    }


def refusal(why: Refused) -> str:
    """Why a report does not pass the limits now, and what to do."""
    if why.rule == "early":
        return _(
            "Without JavaScript a form has to be open for a while, so that programs cannot flood us. Wait"
            " %(seconds)s seconds and press Send again: everything is kept."
        ) % {"seconds": why.seconds}
    if why.seconds:
        return busy(why.seconds)
    return _("The form was open too long or was used before. Press Send again: everything is kept.")
