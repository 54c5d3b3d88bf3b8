"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.records.bulletin.views import bulletin
from himaya.records.registers.urls import urlpatterns as views_of_registers
from himaya.records.views import assigning, files, reading, registers, relating, subjects, writing

urlpatterns: list[URLPattern] = [
    *views_of_registers,
    path("bulletin/", bulletin, name="bulletin"),
    path("datasets/<str:ref>/version/", registers.dataset_version, name="dataset-version"),
    path("datasets/<str:ref>/records/new/", writing.record_new, name="record-new"),
    path("records/<str:ref>/", reading.record_detail, name="record"),
    path("records/<str:ref>/assign/", assigning.record_assign, name="record-assign"),
    path("records/<str:ref>/amend/", writing.record_amend, name="record-amend"),
    path("records/<str:ref>/move/", reading.record_move, name="record-move"),
    path("records/<str:ref>/files/<str:file>/", files.record_file, name="record-file"),
    path(
        "records/<str:ref>/files/<str:file>/copy/",
        files.record_file_copy,
        name="record-file-copy",
    ),
    path("records/<str:ref>/history/", reading.record_history, name="record-history"),
    path("records/<str:ref>/relations/", relating.record_relations, name="record-relations"),
    path(
        "records/<str:ref>/relations/<str:link>/end/", relating.record_unlink, name="record-unlink"
    ),
    path("subjects/", subjects.subject_find, name="subjects"),
    path("subjects/<str:ref>/", subjects.subject_detail, name="subject"),
    path("subjects/<str:ref>/erase/", subjects.subject_erase, name="subject-erase"),
]
