"""Reading the ledger of a live database: entries and seals merged in their order, in one snapshot."""

from qalqan.kernel.ledger import database
from qalqan.kernel.ledger.proof import Reader, Report


def verify(reader: Reader) -> Report:
    """Read the whole ledger as the auditor. Memory stays that of one seal, whatever the ledger's length."""
    with database.connect("audit") as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        database.see_all(connection)
        for key in database.keys(connection):
            reader.key(key)
        seals = database.seals(connection)
        seal = next(seals, None)
        for values in database.entries(connection):
            while seal is not None and values[:2] > (seal.until_xid, seal.until_id):
                reader.seal(seal)
                seal = next(seals, None)
            if seal is None:
                reader.report.unsealed += 1
            else:
                reader.entry(database.row(values))
        while seal is not None:
            reader.seal(seal)
            seal = next(seals, None)
    return reader.close()
