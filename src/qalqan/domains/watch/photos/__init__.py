"""Pictures that harm nobody. What other rooms call:

admit(content, name) -> SafePhoto        the door: checked, drawn anew, without a public copy. 0.2 s
finish(photo) -> SafePhoto               faces and plates found and destroyed: the public copy. 1 s
safe(content, name) -> SafePhoto         both at once
cover(public, cells, grid)               parts of a public copy destroyed by hand
thumbnail(public)                        a small copy of a public one
PhotoRefused                             why a picture is not taken; `words.said(refused)` says it to people

In a request call `admit`: `actions/photos.py: keep` stores the original and leaves the public copy to a
job.
"""

from .pipeline import SafePhoto, admit, cover, finish, safe, thumbnail
from .refusals import PhotoRefused

__all__ = ["PhotoRefused", "SafePhoto", "admit", "cover", "finish", "safe", "thumbnail"]
