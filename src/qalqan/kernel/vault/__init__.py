"""The vault: sealed fields, sealed files, keyed search, erasure by destroying keys. What other rooms call:

EncryptedField, open_many       sealed text in a model sealer, open_sealed             sealed text without a
model (COPY, raw queries) search_key, searcher            equality search over what is sealed normalise_iin,
normalise_phone, normalise_name, name_tokens new_id                          a uuidv7 for a row that must be
sealed before it is inserted
"""

from qalqan.kernel.vault.children import erase_child
from qalqan.kernel.vault.envelope import TamperedError, VaultError
from qalqan.kernel.vault.field import EncryptedField, open_many
from qalqan.kernel.vault.ids import new_id
from qalqan.kernel.vault.keys import KeyGoneError, KeyLostError
from qalqan.kernel.vault.normalise import name_tokens, normalise_iin, normalise_name, normalise_phone
from qalqan.kernel.vault.sealing import Erased, Sealer, child_sealer, open_sealed, sealer
from qalqan.kernel.vault.search import Searcher, search_key, searcher

__all__ = [
    "EncryptedField",
    "Erased",
    "KeyGoneError",
    "KeyLostError",
    "Sealer",
    "Searcher",
    "TamperedError",
    "VaultError",
    "child_sealer",
    "erase_child",
    "name_tokens",
    "new_id",
    "normalise_iin",
    "normalise_name",
    "normalise_phone",
    "open_many",
    "open_sealed",
    "sealer",
    "search_key",
    "searcher",
]
