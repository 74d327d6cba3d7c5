"""The book: every act and every read of a child's record is one appended row.

    ledger.record("people.correct", kind="person", id=p.id, region_id=p.region_id, person_id=p.id,
                  before={"surname": old}, after={"surname": new})
    ledger.read("people.read", kind="person", persons=[(p.id, p.region_id)], sections={"identity"})
    ledger.refused(request, "people.read", kind="person", id=person_id)

See README.md of this room; the format that auditors rely on is docs/algorithms/ledger.md.
"""

from qalqan.kernel.ledger.writing import read, record, refused

__all__ = ["read", "record", "refused"]
