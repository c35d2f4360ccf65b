"""Texts of the questions, which come in both languages with the data."""

from django import template

from procedures.questions import Words, words

register = template.Library()


@register.filter
def said(text: Words) -> str:
    """The text in the language of the page."""
    return words(text)
