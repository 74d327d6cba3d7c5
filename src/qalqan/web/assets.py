"""Static files under names that carry their hash, compressed at collection time; under plain names when
nothing was collected (tests, type checks)."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage that does without a manifest where there is none."""

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        stored: str = super().stored_name(name)
        return stored
