"""Spanish."""

from synthesis.wording.accounts import SPANISH as ACCOUNTS
from synthesis.wording.sheets import SPANISH as SHEETS
from synthesis.wording.table import Wording


def plural(n: int) -> str:
    return "one" if n == 1 else "other"


PHRASES = {
    "span": "{first} – {last}",
    "moment": "{day}, {time} ({city})",
    "moment_without_city": "{day}, {time} (UTC)",
    "extended": "Ampliada del {old} al {new}",
    "version": "Versión {number}",
    "version_in_foot": "versión {number}",
    "with_sponsor": "con {sponsor}",
    "page_of": "de {total}",
    "contents": "Contenido",
    "about_consultation": "Acerca de la consulta",
    "why": "Por qué se preguntó",
    "next": "Qué pasa ahora",
    "findings": "Lo que se dijo",
    "how": "Cómo leer este informe",
    "numbers": "La consulta en cifras",
    "method": "Método",
    "annex": "Anexo: las pruebas",
    "about": "Acerca de este documento",
    "notes": "Notas",
    "figure": "Figura {number}.",
    "how_lead": "Este informe reúne lo que la gente escribió en una consulta abierta y muestra, en cada "
    "punto, cuántas voces lo sostienen.",
    "how_not_a_vote": "No es una votación",
    "how_not_a_vote_text": "El informe no pretende consenso ni es exhaustivo. Dice qué se dijo, cuántas "
    "personas lo dijeron y desde dónde. Nunca da porcentajes: las personas eligieron "
    "participar y no representan a una población.",
    "how_support": "La línea de apoyo",
    "how_support_text": "Bajo cada punto, una línea fina cuenta las contribuciones, las personas y los "
    "países. Quienes llevaron la consulta no están entre ellas; lo que escribieron se "
    "nombra aparte. Los puntos del margen repiten el número de personas: un punto lleno "
    "es una persona en la que se apoya, un anillo es una persona que discrepa.",
    "how_words": "Palabras por números",
    "how_names": "Nombres y lugares",
    "how_names_text": "Las personas aparecen con el nombre que eligieron. Un nombre reservado se imprime "
    "con un campo de trabajo; su país solo sigue si participaron tres personas o más de "
    "él.",
    "how_languages": "Idiomas",
    "how_languages_text": "Las citas están en el idioma en que se escribieron, indicado en el margen. "
    "Cuando hay traducción, sigue a la cita y dice quién la hizo.",
    "how_back": "Volver a las fuentes",
    "how_back_insights": "Cada número como {number} lleva al anexo, y de ahí a la contribución en la página "
    "de la consulta, donde se puede seguir leyendo.",
    "how_back_web": "Cada número como {number} lleva al mismo punto en la página web de este informe, "
    "con los pasajes que lo sostienen, y de ahí a las contribuciones.",
    "how_back_passages": "Bajo cada cita está el número de su contribución. Lleva a la página de la "
    "consulta, donde las palabras se leen en su lugar.",
    "words_one": "Una persona",
    "words_few": "Unas pocas",
    "words_several": "Varias",
    "words_many": "Muchas",
    "words_few_range": "2 a 4",
    "words_several_range": "5 a 9",
    "words_many_range": "10 o más",
    "support": "Basado en {contributions} de {people} en {countries}",
    "support_without_countries": "Basado en {contributions} de {people}",
    "support_only_team": "Basado en {contributions} solo del equipo",
    "support_nothing": "Ninguna contribución lo sostiene todavía",
    "figures": "Participaron {people} de {countries}. Con el equipo, se escribieron {contributions} en "
    "{languages}.",
    "figures_without_team": "Participaron {people} de {countries} con {contributions} en {languages}.",
    "figures_empty": "Nadie ha participado todavía.",
    "contributions_with_team": "{contributions} ({team} del equipo)",
    "counted_apart": "Contado aparte:",
    "counted_apart_text": "{people} del equipo y sus {contributions}. No están entre las personas ni los "
    "países contados aquí. Cifras al {moment}.",
    "counted_as_of": "Cifras al {moment}.",
    "and_rooms": "La conversación tuvo lugar en {rooms}.",
    "tagged": "Leídas enteras",
    "tagged_text": "Contribuciones sobre este tema sin ningún pasaje destacado:",
    "contribution_number": "contribución {number}",
    "contribution_number_in_room": "{room}, contribución {number}",
    "by_team": "del equipo",
    "translated_by": "traducción: {who}",
    "supports": "apoya",
    "differs": "discrepa",
    "context": "contexto",
    "annex_lead": "Cada hallazgo con los pasajes que lo sostienen, en las palabras y el idioma de sus "
    "autores. Los números llevan a la contribución en la página de la consulta.",
    "annex_number": "N.º",
    "annex_who": "Quién",
    "annex_passage": "Pasaje",
    "annex_stance": "Postura",
    "chart_weeks": "Por semana",
    "chart_weeks_note": "{contributions} en {weeks}",
    "chart_weeks_added": "{count} de {total} contribuciones llegaron en la ampliación hasta el {day} "
    "(contorno)",
    "chart_languages": "Idiomas",
    "chart_languages_head": "Idioma en que se escribió",
    "chart_languages_note": "{language}: {count} de {total} contribuciones; las barras muestran "
    "contribuciones",
    "chart_questions": "Preguntas",
    "chart_questions_head": "Pregunta",
    "chart_questions_note": "Una contribución puede responder a varias; las barras muestran contribuciones",
    "chart_countries": "Países",
    "chart_countries_head": "País",
    "chart_countries_note": "Un país solo se nombra a partir de tres personas; las barras muestran personas",
    "chart_organisations": "Organizaciones",
    "chart_organisations_head": "Tipo de organización",
    "chart_organisations_note": "Según lo declararon las personas; las barras muestran personas",
    "chart_people": "Personas",
    "chart_contributions": "Contribuciones",
    "chart_weeks_head": "Semana",
    "others": "Otros ({n})",
    "method_lead": "El informe está hecho de pasajes que la moderación marcó en las contribuciones y ordenó "
    "por tema.",
    "method_asked": "Cuándo",
    "method_asked_text": "La consulta estuvo abierta del {first} al {last}.",
    "method_extended_text": "Debía cerrar el {old}; el cierre se aplazó al {new}.",
    "method_extended_because": "Debía cerrar el {old}; el cierre se aplazó al {new}. Motivo indicado: "
    "{reason}.",
    "method_who": "Quiénes",
    "method_counting": "Recuento",
    "method_counting_text": "Una persona cuenta una vez en cada punto, por mucho que haya escrito. Las "
    "contribuciones ocultas o retiradas no se cuentan. Cifras al {moment}.",
    "method_words": "Las palabras",
    "method_words_text": "Los pasajes se imprimen palabra por palabra, tal como sus autores los dejaron en "
    "ese momento. Los cambios posteriores se señalan en la página de la consulta.",
    "about_title": "Título",
    "about_version": "Versión",
    "about_published": "{number}, publicada el {day}. {changes}",
    "about_first": "Primera versión: nada corregido todavía.",
    "about_draft": "{label}, hecho el {day}. Aún sin publicar.",
    "about_cite": "Citar como",
    "about_address": "Siempre actual en",
    "about_formats": "Otros formatos",
    "about_formats_text": "Página web, PDF, Word, Excel, CSV y JSON, con las mismas cifras, en la misma "
    "dirección",
    "about_snapshot": "Estado de los datos",
    "about_snapshot_text": "{moment} · {contributions}, {people}, {countries}",
    "about_checksum": "Suma de control",
    "about_checksum_text": "SHA-256 del estado de los datos",
    "about_accessibility": "Accesibilidad",
    "about_accessibility_text": "PDF etiquetado (PDF/UA-1), idioma de cada pasaje indicado, todas las "
    "figuras descritas",
    "about_questions": "Preguntas",
    "about_licence": "Licencia",
    "about_licence_text": "Texto: {licence}. Las contribuciones siguen siendo de sus autores.",
    "about_cover": "Cubierta",
}

PLURALS = {
    "people": {"one": "una persona", "other": "{n} personas"},
    "team_people": {"one": "una persona", "other": "{n} personas"},
    "people_figures": {"one": "{n} persona", "other": "{n} personas"},
    "contributions": {"one": "una contribución", "other": "{n} contribuciones"},
    "contributions_figures": {"one": "{n} contribución", "other": "{n} contribuciones"},
    "countries": {"one": "un país", "other": "{n} países"},
    "countries_figures": {"one": "{n} país", "other": "{n} países"},
    "languages": {"one": "un idioma", "other": "{n} idiomas"},
    "rooms": {"one": "una sala", "other": "{n} salas"},
    "weeks": {"one": "una semana", "other": "{n} semanas"},
    "by_team": {"one": "una del equipo", "other": "{n} del equipo"},
    "differs": {"one": "una persona discrepa", "other": "{n} personas discrepan"},
    "themes": {"one": "{n} tema", "other": "{n} temas"},
    "insights": {"one": "{n} hallazgo", "other": "{n} hallazgos"},
    "passages": {"one": "{n} pasaje", "other": "{n} pasajes"},
    "people_word": {"one": "persona", "other": "personas"},
    "contributions_word": {"one": "contribución", "other": "contribuciones"},
    "countries_word": {"one": "país", "other": "países"},
    "languages_word": {"one": "idioma", "other": "idiomas"},
}

SPANISH = Wording(
    language="es",
    direction="ltr",
    plural=plural,
    phrases={**PHRASES, **SHEETS, **ACCOUNTS[0]},
    plurals={**PLURALS, **ACCOUNTS[1]},
    number_words=("una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    months=[
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    short_months=["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
    quotes=("«", "»"),
    day="{day} de {month} de {year}",
    day_without_year="{day} de {month}",
    day_short="{day} {month}",
    thousands="\u00a0",
)
