"""The closed list of meanings. Data only: code reads `family` and `role`, never a name.

To add a meaning, add a line. `role` says what a view does with it (empty: nothing but a column):
`when` calendar, `due` timeline, `where` map, `state` board, `title` heading, `split` a
breakdown in matrices and charts, `people` a filter by person, `figure` adds up, `tick` is
counted, `link` joins.
`sensitivity` is what a question of this meaning is by default, as written in the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """One value of the `means` column."""

    name: str
    family: str
    role: str
    description: str
    sensitivity: str = "none"
    aggregation: str = ""


_TABLE = """
area | place | where | none | Admin unit by p-code, at any level
area.other | place |  | none | Further admin units, by p-codes with spaces between
site | place | where | none | Camp, settlement or collective site
point | place | where | direct | Position on the map
date | time | when | none | The day it happened or was done
period.start | time | when | none | First day of the period spoken of
period.end | time | when | none | Last day of the period spoken of
deadline | time | due | none | The day it must be done
deadline.text | time |  | none | The deadline in the words of the plan
deadline.kind | time |  | none | How the deadline is worded; its choices say whether it can be late
quarters | time | due | none | Quarters in which the work is planned
frequency | time | split | none | How often it is done or due
hours | time |  | none | Days and hours, in words
as_of | time | when | none | The day a figure speaks of
agency | who | split | none | The agency that reports or acts
agency.partner | who | split | none | The partner it works through or with
responsible | who | people | none | Agencies or groups that must do it
supporting | who | people | none | Agencies or groups that help
body | who | split | none | Coordination body or group
function | who | split | none | Post or function, never the person in it
owner | who | people | indirect:2 | The person who must see to it, as a member
contact | who | people | direct:3 | Somebody to ask: name, phone or mail
person.name | who |  | direct:3 | Name of a person spoken of
person.phone | who |  | direct:3 | Phone number of a person spoken of
person.email | who |  | direct:3 | Mail address of a person spoken of
person.address | who |  | direct:3 | Home or shelter address of a person spoken of
person.id | who |  | direct:3 | Number by which a person can be found
enumerator | who |  | indirect:2 | Who asked the questions, as a name or code
device | who |  | indirect:2 | The device or account that sent it
sex | people | split | indirect:1 | Sex or gender
age | people | figure | indirect:2 | Age in years or months
age.group | people | split | indirect:1 | Age bracket
birth.date | people |  | direct:3 | Date of birth
population.group | people | split | indirect:1 | Displaced, host, returned, stateless and so on
disability | people | split | sensitive:3 | Difficulties in functioning
specific.need | people | split | sensitive:3 | Specific need or vulnerability
household.size | people | figure | indirect:2 | Number of people in the household
nationality | people | split | indirect:2 | Nationality or country of origin
ethnicity | people | split | sensitive:3 | Ethnic or religious belonging
language | people | split | indirect:1 | Language spoken
marital.status | people | split | indirect:1 | Marital status
education | people | split | indirect:1 | Schooling
occupation | people | split | indirect:2 | Work or livelihood
family.relation | people | split | indirect:1 | Relation to another person
health | people | split | sensitive:3 | Health of a person
title | what | title | none | A short heading
narrative | what |  | direct:2 | Free text that tells what happened
remark | what |  | indirect:2 | A short note
theme | what | split | none | Topic or thematic code
risk | what | split | none | Protection risk
incident.type | what | split | sensitive:2 | Kind of incident or violation
perpetrator | what | split | sensitive:3 | Kind of actor said to be responsible
service | what | split | none | Service or form of help
sector | what | split | none | Sector or area of responsibility
need.reported | what | split | none | What people say they need
goal | what | split | none | Goal or objective that work serves
activity | what | title | none | What is to be done
sub_activity | what |  | none | A step of an activity
result | what |  | none | What came of it, or is expected to
indicator | what | split | none | What is measured
document | what |  | indirect:2 | A file or a reference to one
document.type | what | split | none | Kind of document or product
photo | what |  | direct:3 | Picture
recording | what |  | direct:3 | Sound or film
code | what |  | none | Number or code of the thing in its own list
version | what |  | none | Edition of a document, form or set of terms
definition | what |  | none | What a word or a figure is taken to mean
data.point | what |  | none | What is collected, never what was found
availability | what | split | none | Whether it can be had: public, on request, not
unit | what | split | none | What one of a figure is: person, session, site
source | what | split | indirect:2 | Where the information comes from
method | what | split | none | How the information was collected
modality | what | split | none | How help is given
channel | what | split | none | Way in which something reached us
reason | what | split | none | Why it is so, from a list
value | what | split | indirect:1 | An answer with no meaning of its own in this list
status | state | state | none | Where it stands
status.note | state |  | none | Where it stands, in words, by date
priority | state | split | none | How soon it must be dealt with
severity | state | split | none | How bad it is
approval | state | state | none | Approval by another body
done | state | tick | none | Whether a step is done, yes or no
waits_for | state |  | none | What must happen first
consent.service | state |  | none | Agrees to be helped
consent.share | state |  | none | Agrees that information is shared
consent.interview | state |  | none | Agrees to answer questions
verification | state | state | none | How far it has been checked
reported | state | split | none | Whether a figure is given, zero, not reported or not assessed
access.level | state | split | none | How far the place or people can be reached
count | number | figure | none | How many | sum
count.planned | number | figure | none | How many were planned for | sum
count.reached | number | figure | none | How many were reached | max
count.in_need | number | figure | none | How many are in need | latest
target | number | figure | none | What is aimed at | latest
baseline | number | figure | none | Where it started | latest
amount | number | figure | none | Money or quantity | sum
score | number | figure | none | Points on a scale | average
share | number | figure | none | Part of a whole, as a percentage | ratio
weight | number |  | none | Survey weight | none
progress | number | figure | none | How far done, as a percentage | latest
subject | link | link | indirect:3 | The household, case or site it is about
record | link | link | indirect:1 | Another record of the same register
need | link | link | none | The information need it serves
process | form |  | none | Bookkeeping of the form itself
"""


def _read(line: str) -> Meaning:
    name, family, role, sensitivity, description, *rest = (part.strip() for part in line.split("|"))
    return Meaning(name, family, role, description, sensitivity, rest[0] if rest else "")


MEANS: Mapping[str, Meaning] = {
    meaning.name: meaning for meaning in map(_read, _TABLE.strip().splitlines())
}


def mark(text: str) -> tuple[str, int | None]:
    """A sensitivity as forms write it, "indirect:2", taken apart. Raises ValueError."""
    kind, _, level = text.partition(":")
    return kind.strip().lower(), int(level) if level.strip() else None
