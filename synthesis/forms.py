from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis.formats import FORMATS
from synthesis.models import Section


class BuildForm(forms.Form):
    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=[(one.key, one.label) for one in FORMATS.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one format.")},
    )

    def clean_formats(self) -> list[str]:
        """Each format once, in the order in which they are made."""
        wanted = self.cleaned_data["formats"]
        return [key for key in FORMATS if key in wanted]


class SectionForm(forms.ModelForm):
    class Meta:
        model = Section
        fields = ["title"]
        labels = {"title": _("Heading")}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())
