"""Shapes only: what a program sends to a desk, and what it is told of a batch."""

from typing import Any

from rest_framework import serializers

from core.intake.models import Batch


class UploadSerializer(serializers.Serializer[Any]):
    """`about` may be left out where there is one thing to import into: the year, the open month."""

    file = serializers.FileField()
    about = serializers.CharField(required=False, default="")


class CommitSerializer(serializers.Serializer[Any]):
    """`seen_digest` is the digest of the batch as it was read; further fields are those of the desk's commit form."""

    seen_digest = serializers.CharField()


class UndoSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """An import without its rows."""

    number = serializers.CharField(read_only=True)
    file = serializers.CharField(source="file.name", read_only=True)
    counts = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = (
            "id", "number", "desk", "about", "state", "file", "sha256", "digest", "refusal", "counts", "outcome",
            "uploaded_at", "uploaded_by_label", "committed_at", "committed_by_label", "undone_at", "undone_by_label",
        )  # fmt: skip

    def get_counts(self, batch: Batch) -> dict[str, int]:
        return batch.said("counts")

    def get_outcome(self, batch: Batch) -> dict[str, object]:
        return batch.said("outcome")
