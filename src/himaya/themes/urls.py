"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.themes import theme_views, views
from himaya.themes.board import views as board
from himaya.themes.coding import views as coding
from himaya.themes.grading import views as grading
from himaya.themes.learning import views as learning
from himaya.themes.report import schedule_views as schedules
from himaya.themes.report import views as report
from himaya.themes.rounds import views as rounds

_ONE = "frameworks/<str:ref>/"
_VERSION = f"{_ONE}versions/<int:n>/"
_MODEL = f"{_ONE}models/<str:model>/"
_ROUND = f"{_ONE}rounds/<str:held>/"
_THEME = f"{_VERSION}themes/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("frameworks/", views.frameworks, name="frameworks"),
    path("frameworks/new/", views.framework_new, name="framework-new"),
    path(_ONE, views.framework_detail, name="framework"),
    path(f"{_ONE}differences/", views.framework_differences, name="framework-differences"),
    path(f"{_ONE}versions/new/", views.framework_version_new, name="framework-version-new"),
    path(_VERSION, views.framework_version, name="framework-version"),
    path(f"{_VERSION}file/", views.framework_file, name="framework-file"),
    path(f"{_VERSION}try/", theme_views.framework_try, name="framework-try"),
    path(f"{_VERSION}publish/", views.framework_publish, name="framework-publish"),
    path(f"{_VERSION}drop/", views.framework_drop, name="framework-drop"),
    path(f"{_VERSION}new-theme/", theme_views.theme_new, name="framework-theme-new"),
    path(_THEME, theme_views.theme_detail, name="framework-theme"),
    path(f"{_THEME}move/", theme_views.theme_move, name="framework-theme-move"),
    path("thematic-report/", report.thematic_report, name="thematic-report"),
    path("thematic-report/graded/", report.thematic_report_graded, name="thematic-report-graded"),
    path(
        "thematic-report/missing/", report.thematic_report_lacking, name="thematic-report-lacking"
    ),
    path("thematic-report/ours/", report.thematic_report_digest, name="thematic-report-digest"),
    path(
        "thematic-report/passages/",
        report.thematic_report_passages,
        name="thematic-report-passages",
    ),
    path("thematic-report/schedules/", schedules.report_schedules, name="report-schedules"),
    path("thematic-report/schedules/<str:ref>/", schedules.report_schedule, name="report-schedule"),
    path(f"{_ONE}models/", learning.models_page, name="framework-models"),
    path(f"{_ONE}models/train/", learning.model_train, name="framework-model-train"),
    path(_MODEL, learning.model_card, name="framework-model"),
    path(f"{_MODEL}use/", learning.model_use, name="framework-model-use"),
    path(f"{_MODEL}prove/", learning.model_prove, name="framework-model-prove"),
    path(f"{_MODEL}accept/", learning.model_accept, name="framework-model-accept"),
    path(f"{_ONE}rounds/", rounds.rounds_page, name="framework-rounds"),
    path(_ROUND, rounds.round_page, name="framework-round"),
    path(f"{_ROUND}close/", rounds.round_close, name="framework-round-close"),
    path(f"{_ROUND}settle/", rounds.round_settle, name="framework-round-settle"),
    path("analyses/", board.analyses, name="analyses"),
    path("analyses/<str:ref>/", board.analysis_board, name="analysis-board"),
    path("records/<str:ref>/evidence/", board.finding_evidence, name="finding-evidence"),
    path("records/<str:ref>/signatures/", board.record_sign, name="record-sign"),
    path("coding/", coding.coding, name="coding"),
    path("coding/uncertain/", coding.uncertain, name="coding-uncertain"),
    path("coding/<str:ref>/", coding.coding_document, name="coding-document"),
    path("coding/<str:ref>/grade/", grading.document_grade, name="document-grade"),
    path("coding/<str:ref>/decisions/", coding.coding_decisions, name="coding-decisions"),
    path(f"{_THEME}retire/", theme_views.theme_retire, name="framework-theme-retire"),
]
