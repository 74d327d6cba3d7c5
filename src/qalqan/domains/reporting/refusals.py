"""Why an act of reporting was refused: rule and mend, in the reader's language. Nothing was written then."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "not_allowed": _("Your post may not do this. Ask the coordinator in the ministry."),
    "not_yours": _("This line belongs to another body. Open the list of what your own body owes."),
    "no_such_line": _("There is no such line within your reach. Open it again from the list."),
    "no_such_package": _("There is no such report within your reach. Open it again from the list."),
    "no_such_file": _("There is no such file at this line. It may have been removed: open the line again."),
    "no_such_upload": _("There is no such workbook within your reach. Open it again from the report."),
    "upload_state": _("This workbook was taken over, refused or set aside already. Nothing was changed."),
    "nothing_good": _("No line of this workbook can be taken over. The list says why; nothing was changed."),
    "locked": _(
        "The line is locked: it was submitted or accepted. To change it, ask the ministry to return or "
        "reopen it. What you wrote was not saved."
    ),
    "not_in_this_state": _(
        "The state of these measures does not allow this: %(numbers)s. Somebody may have acted meanwhile. "
        "Nothing was changed; look at the history of the lines."
    ),
    "changed": _(
        "Measures %(numbers)s were changed after you opened this page. Nothing was done: read what they say "
        "now."
    ),
    "reason_missing": _("Write the reason in words: at least ten characters, at most 4,000."),
    "nothing_chosen": _("No line was chosen. Tick at least one."),
    "not_complete": _(
        "Measures %(numbers)s are not complete yet. The list says what is missing; complete them, or certify "
        "the others alone."
    ),
    "unfit": _(
        "This cannot be kept. The list below says what to change; what you wrote is still in the form."
    ),
    "too_early": _(
        "The period is not over yet: a report on it can be certified from %(day)s. What you wrote is kept."
    ),
    "not_confirmed": _("Tick the box to say that you put your name under these lines."),
    "own_certificate": _(
        "You certified some of these lines yourself. Another person has to accept them: measures %(numbers)s."
    ),
    "no_report_duty": _(
        "The plan's duties name nobody who reports on it to the Government. Look at the duties of the plan."
    ),
    "no_report_period": _("Nobody owes a report on this period. Choose one of the periods in the list."),
    "no_such_report": _("There is no such report to the Government. Open it again from the list."),
    "report_not_compiled": _(
        "Only a compiled report without findings is published. Read the findings, mend their cause and "
        "order the report anew."
    ),
    "period_not_over": _(
        "This period is not over. A report that speaks of the whole of it can be ordered from %(day)s."
    ),
    "newer_published": _(
        "A report on this period that speaks of a later moment is published already. Order a new one instead."
    ),
    "report_too_old": _(
        "This report speaks of a moment more than %(days)s days ago. Nothing was published: order it anew."
    ),
    "report_damaged": _(
        "A file of this report is not the one that was read back. Nothing was published: order it anew."
    ),
    "report_not_confirmed": _("Tick the box to say that you publish the report under your name."),
    "title_missing": _("Say in a few words what the file is."),
}


class Refused(Exception):  # noqa: N818  it is no error: reporting works as it should
    """An act that was refused; nothing was written. `code`: a key of REFUSALS; `str()` is the message in the
    active language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(REFUSALS[self.code]) % self.params
