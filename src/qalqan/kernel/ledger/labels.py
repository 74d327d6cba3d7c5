"""The book's codes in words: acts, outcomes, what is unusual. An act without words of its own is shown by its
code: the book must never say less than it knows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Promise] = {
    "people.list": _("Saw the name in a list"),
    "people.read": _("Opened the record"),
    "people.search": _("Found the record by a search"),
    "people.own": _("Opened the own family's record"),
    "people.register": _("Made the record"),
    "people.correct": _("Changed the record"),
    "people.read_kin": _("Saw the name in a relative's record"),
    "people.link_kin": _("Entered a family tie"),
    "people.end_kin": _("Ended a family tie"),
    "people.attach": _("Enrolled in an organisation"),
    "people.detach": _("Discharged from an organisation"),
    "people.move": _("Moved the record to another region"),
    "people.left_region": _("Moved the record to another region"),
    "people.compare": _("Compared the record with another one"),
    "people.claim_same": _("Said that two records are one person's"),
    "people.confirm_same": _("Confirmed that two records are one person's"),
    "people.undo_same": _("Withdrew that two records are one person's"),
    "people.ask_lift": _("Asked to lift a court's restriction on a relative"),
    "people.lift_restriction": _("Lifted a court's restriction on a relative"),
    "people.decline_lift": _("Declined to lift a court's restriction on a relative"),
    "people.link_account": _("Gave access to the own record"),
    "people.account": _("Gave access to the own record"),
    "vault.read_file": _("Opened a file"),
    "vault.store_file": _("Added a file"),
    "vault.ask_erasure": _("Asked to erase the narratives"),
    "vault.agree_to_erasure": _("Agreed to erase the narratives"),
    "vault.read_erasure_basis": _("Read why the narratives were erased"),
    "vault.erase": _("Erased the narratives"),
    "access.open_emergency": _("Opened the record in an emergency"),
    "access.close_emergency": _("Ended the emergency access"),
    "access.raise_wall": _("Raised a wall around the record"),
    "access.declare_conflict": _("Closed the record to oneself as kin or party"),
    "access.ask_lowering_wall": _("Asked to lower a wall"),
    "access.lower_wall": _("Lowered a wall around the record"),
    "evidence.raise": _("Raised a contradiction"),
    "evidence.reopen": _("Opened a contradiction again"),
    "evidence.close": _("Closed a contradiction: what it stood on was corrected or overtaken"),
    "evidence.answer": _("Answered a contradiction"),
    "evidence.accept": _("Accepted the explanation of a contradiction"),
    "evidence.send_back": _("Sent back the answer to a contradiction"),
    "plans.import": _("Wrote a plan into the register"),
    "plans.amend": _("Recorded an amendment of a plan"),
    "plans.translate": _("Changed a plan's translations"),
    "plans.decide_gap": _("Decided what a plan's text leaves open"),
    "plans.decide_joint": _("Decided whether it is one word or two in a plan's text"),
    "evidence.import": _("Brought in observations of others by a file"),
    "evidence.bind": _("Said what can close a plan's measures"),
    "evidence.offer_proof": _("Offered a paper that closes a measure"),
    "evidence.withdraw_proof": _("Withdrew a paper that had been offered"),
    "evidence.verify_proof": _("Verified a paper that closes a measure"),
    "evidence.refuse_proof": _("Refused a paper that was to close a measure"),
    "evidence.read_paper": _("Opened a paper of evidence"),
    "reporting.load_duties": _("Loaded who reports to whom under a plan"),
    "reporting.open": _("Opened the reports that a plan asks for"),
    "reporting.adopted": _("A region adopted a plan of its own"),
    "reporting.read": _("Opened a report"),
    "reporting.write": _("Wrote into a line of a report"),
    "reporting.certify": _("Certified lines of a report"),
    "reporting.return": _("Returned lines of a report"),
    "reporting.accept": _("Accepted lines of a report"),
    "reporting.reopen": _("Reopened a line of a report"),
    "reporting.attach": _("Added a file to a line of a report"),
    "reporting.remove_file": _("Removed a file from a line of a report"),
    "reporting.upload": _("Sent a report as a workbook, or decided about one"),
    "reporting.compile": _("Ordered a report to the Government"),
    "reporting.compiled": _("Compiled a report to the Government"),
    "reporting.refused": _("Found that the numbers of a report to the Government disagree"),
    "reporting.publish": _("Published a report to the Government"),
    "ledger.audit": _("Checked who read the record"),
    "ledger.read_own": _("Looked who read the own family's record"),
}

UNUSUAL: dict[str, Promise] = {
    "emergency": _("Emergency"),
    "outside_hours": _("Outside working hours"),
    "beyond_own": _("Not the own organisation or class"),
    "many": _("Many persons within a minute"),
}

OUTCOMES: dict[str, Promise] = {"done": _("Done"), "refused": _("Refused")}


def act(code: str) -> Promise | str:
    """An act in words of the reader's language, else its code."""
    return ACTS.get(code, code)
