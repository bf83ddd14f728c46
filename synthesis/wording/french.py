"""French."""

from synthesis.wording.accounts import FRENCH as ACCOUNTS
from synthesis.wording.sheets import FRENCH as SHEETS
from synthesis.wording.table import Wording

NARROW = "\u202f"  # narrow no-break space


def plural(n: int) -> str:
    return "one" if n < 2 else "other"  # noqa: PLR2004


PHRASES = {
    "span": "{first} – {last}",
    "moment": "{day}, {time} ({city})",
    "moment_without_city": "{day}, {time} (UTC)",
    "extended": "Prolongée du {old} au {new}",
    "version": "Version {number}",
    "version_in_foot": "version {number}",
    "with_sponsor": "avec {sponsor}",
    "page_of": "sur {total}",
    "contents": "Sommaire",
    "about_consultation": "À propos de la consultation",
    "why": "Pourquoi cette consultation",
    "next": "Et maintenant",
    "findings": "Ce qui a été dit",
    "how": "Comment lire ce rapport",
    "numbers": "La consultation en chiffres",
    "method": "Méthode",
    "annex": "Annexe : les preuves",
    "about": "À propos de ce document",
    "notes": "Notes",
    "figure": "Figure {number}.",
    "how_lead": "Ce rapport rassemble ce que les gens ont écrit dans une consultation ouverte et montre, "
    "pour chaque point, combien de voix le portent.",
    "how_not_a_vote": "Pas un vote",
    "how_not_a_vote_text": "Le rapport ne prétend pas au consensus et n’est pas exhaustif. Il dit ce qui a "
    "été dit, par combien de personnes et d’où. Il ne donne jamais de pourcentage : "
    "les gens ont choisi de participer et ne représentent pas une population.",
    "how_support": "La ligne d’appui",
    "how_support_text": "Sous chaque point, une ligne fine compte les contributions, les personnes et les "
    "pays. Les personnes qui ont conduit la consultation n’y sont pas comptées ; ce "
    "qu’elles ont écrit est nommé à part. Les points dans la marge répètent le nombre "
    "de personnes : un point plein est une personne sur qui l’on s’appuie, un anneau "
    "est une personne d’un autre avis.",
    "how_words": "Des mots pour les nombres",
    "how_names": "Noms et lieux",
    "how_names_text": "Les gens paraissent sous le nom qu’ils ont choisi. Un nom tu est remplacé par un "
    "domaine de travail ; son pays ne suit que si trois personnes ou plus y ont participé.",
    "how_languages": "Langues",
    "how_languages_text": "Les citations restent dans la langue où elles ont été écrites, indiquée dans la "
    "marge. Une traduction suit quand il y en a une, avec le nom de qui l’a faite.",
    "how_back": "Remonter aux sources",
    "how_back_insights": "Chaque numéro tel que {number} mène à l’annexe, et de là à la contribution sur la "
    "page de la consultation, où elle reste lisible.",
    "how_back_web": "Chaque numéro tel que {number} mène au même point sur la page web de ce rapport, "
    "avec les passages qui le portent, et de là aux contributions.",
    "how_back_passages": "Sous chaque citation figure le numéro de sa contribution. Il mène à la page de la "
    "consultation, où les mots se lisent à leur place.",
    "words_one": "Une personne",
    "words_few": "Quelques",
    "words_several": "Plusieurs",
    "words_many": "De nombreuses",
    "words_few_range": "2 à 4",
    "words_several_range": "5 à 9",
    "words_many_range": "10 ou plus",
    "support": "D’après {contributions} ({people}, {countries})",
    "support_without_countries": "D’après {contributions} ({people})",
    "support_only_team": "D’après {contributions} de l’équipe seule",
    "support_nothing": "Aucune contribution ne porte encore ce point",
    "figures": "{people} dans {countries} ont participé. Avec l’équipe, le total est de {contributions} en "
    "{languages}.",
    "figures_without_team": "{people} dans {countries} ont participé : {contributions} en {languages}.",
    "figures_empty": "Personne n’a encore participé.",
    "contributions_with_team": "{contributions} (dont {team} de l’équipe)",
    "counted_apart": "Compté à part :",
    "counted_apart_text": "{contributions} écrites par {people} de l’équipe, qui ne figurent ni parmi les "
    "personnes ni parmi les pays comptés ici. Chiffres au {moment}.",
    "counted_as_of": "Chiffres au {moment}.",
    "and_rooms": "La discussion s’est tenue dans {rooms}.",
    "tagged": "Lues en entier",
    "tagged_text": "Contributions sur ce thème dont aucun passage n’a été détaché :",
    "contribution_number": "contribution {number}",
    "contribution_number_in_room": "{room}, contribution {number}",
    "by_team": "de l’équipe",
    "translated_by": "traduction : {who}",
    "supports": "appuie",
    "differs": "autre avis",
    "context": "contexte",
    "annex_lead": "Chaque constat avec les passages qui le portent, dans les mots et la langue de leurs "
    "auteurs. Les numéros mènent à la contribution sur la page de la consultation.",
    "annex_number": "N°",
    "annex_who": "Qui",
    "annex_passage": "Passage",
    "annex_stance": "Position",
    "chart_weeks": "Par semaine",
    "chart_weeks_note": "{contributions} en {weeks}",
    "chart_weeks_added": "{count} des {total} contributions sont venues pendant la prolongation jusqu’au "
    "{day} (contour)",
    "chart_languages": "Langues",
    "chart_languages_head": "Langue d’écriture",
    "chart_languages_note": "{language} : {count} contributions sur {total} ; les barres montrent les "
    "contributions",
    "chart_questions": "Questions",
    "chart_questions_head": "Question",
    "chart_questions_note": "Une contribution peut répondre à plusieurs ; les barres montrent les "
    "contributions",
    "chart_countries": "Pays",
    "chart_countries_head": "Pays",
    "chart_countries_note": "Un pays n’est nommé qu’à partir de trois personnes ; les barres montrent les "
    "personnes",
    "chart_organisations": "Organisations",
    "chart_organisations_head": "Type d’organisation",
    "chart_organisations_note": "Selon les personnes elles-mêmes ; les barres montrent les personnes",
    "chart_people": "Personnes",
    "chart_contributions": "Contributions",
    "chart_weeks_head": "Semaine",
    "others": "Autres ({n})",
    "method_lead": "Le rapport est fait de passages que l’équipe de modération a marqués dans les "
    "contributions et classés par thème.",
    "method_asked": "Quand",
    "method_asked_text": "La consultation a été ouverte du {first} au {last}.",
    "method_extended_text": "Elle devait se terminer le {old} ; la clôture a été reportée au {new}.",
    "method_extended_because": "Elle devait se terminer le {old} ; la clôture a été reportée au {new}. "
    "Raison donnée : {reason}.",
    "method_who": "Qui",
    "method_counting": "Comptage",
    "method_counting_text": "Une personne compte une fois derrière chaque point, quel que soit le nombre de "
    "ses contributions. Les contributions masquées ou retirées ne sont pas "
    "comptées. Chiffres au {moment}.",
    "method_words": "Les mots",
    "method_words_text": "Les passages sont imprimés mot pour mot, tels que leurs auteurs les avaient "
    "laissés à ce moment. Les changements ultérieurs sont signalés sur la page de la "
    "consultation.",
    "about_title": "Titre",
    "about_version": "Version",
    "about_published": "{number}, publiée le {day}. {changes}",
    "about_first": "Première version : rien n’a encore été corrigé.",
    "about_draft": "{label}, fait le {day}. Pas encore publié.",
    "about_cite": "Citer ainsi",
    "about_address": "Toujours à jour sur",
    "about_formats": "Autres formats",
    "about_formats_text": "Page web, PDF, Word, Excel, CSV et JSON, avec les mêmes chiffres, à la même "
    "adresse",
    "about_snapshot": "État des données",
    "about_snapshot_text": "{moment} · {contributions}, {people}, {countries}",
    "about_checksum": "Empreinte",
    "about_checksum_text": "SHA-256 de l’état des données",
    "about_accessibility": "Accessibilité",
    "about_accessibility_text": "PDF balisé (PDF/UA-1), langue de chaque passage indiquée, toutes les "
    "figures décrites",
    "about_questions": "Questions",
    "about_licence": "Licence",
    "about_licence_text": "Texte : {licence}. Les contributions restent à leurs auteurs.",
    "about_cover": "Couverture",
}

PLURALS = {
    "people": {"one": "une personne", "other": "{n} personnes"},
    "team_people": {"one": "une personne", "other": "{n} personnes"},
    "people_figures": {"one": "{n} personne", "other": "{n} personnes"},
    "contributions": {"one": "une contribution", "other": "{n} contributions"},
    "contributions_figures": {"one": "{n} contribution", "other": "{n} contributions"},
    "countries": {"one": "un pays", "other": "{n} pays"},
    "countries_figures": {"one": "{n} pays", "other": "{n} pays"},
    "languages": {"one": "une langue", "other": "{n} langues"},
    "rooms": {"one": "une salle", "other": "{n} salles"},
    "weeks": {"one": "une semaine", "other": "{n} semaines"},
    "by_team": {"one": "une de l’équipe", "other": "{n} de l’équipe"},
    "differs": {"one": "une personne est d’un autre avis", "other": "{n} personnes sont d’un autre avis"},
    "themes": {"one": "{n} thème", "other": "{n} thèmes"},
    "insights": {"one": "{n} constat", "other": "{n} constats"},
    "passages": {"one": "{n} passage", "other": "{n} passages"},
    "people_word": {"one": "personne", "other": "personnes"},
    "contributions_word": {"one": "contribution", "other": "contributions"},
    "countries_word": {"one": "pays", "other": "pays"},
    "languages_word": {"one": "langue", "other": "langues"},
}

FRENCH = Wording(
    language="fr",
    direction="ltr",
    plural=plural,
    phrases={**PHRASES, **SHEETS, **ACCOUNTS[0]},
    plurals={**PLURALS, **ACCOUNTS[1]},
    number_words=("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    months=[
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    short_months=[
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
    quotes=(f"«{NARROW}", f"{NARROW}»"),
    day="{day} {month} {year}",
    day_without_year="{day} {month}",
    day_short="{day} {month}",
    thousands=NARROW,
    first_day_of_month="{day}er",
)
