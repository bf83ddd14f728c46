"""Every address × every place × GET and POST gives the expected answer. A new address without a row fails.

`ok` is any answer but these: `enter` (sent to sign in), 403, 404, 405. Asked in an open public consultation;
the same addresses inside drafts and invited-only consultations are 404 to all who may not know of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consultation.permissions import ADMINISTRATOR, ANYONE, GRANTS, SIGNED_IN, Action
from tests.architecture.house import ROOT
from tests.architecture.world import PLACES, World, make_world

# address, method, and the answer to each of PLACES: anonymous, suspended, signed in, observer, participant,
# moderator, editor, approver, administrator
TABLE = """
healthz                     GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
healthz                     POST   405   405   405   405   405   405   405   405   405
home                        GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
home                        POST   405   405   405   405   405   405   405   405   405
consultations               GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
consultations               POST   405   405   405   405   405   405   405   405   405
consultation                GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
consultation                POST   405   405   405   405   405   405   405   405   405
help                        GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
help                        POST   405   405   405   405   405   405   405   405   405
how_it_works                GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
how_it_works                POST   405   405   405   405   405   405   405   405   405
privacy                     GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
privacy                     POST   405   405   405   405   405   405   405   405   405
accessibility               GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
accessibility               POST   405   405   405   405   405   405   405   405   405
house_rules                 GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
house_rules                 POST   405   405   405   405   405   405   405   405   405
contributions:room          GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:room          POST   405   405   405   405   405   405   405   405   405
contributions:contribute    GET    enter enter ok    403   ok    ok    ok    ok    ok
contributions:contribute    POST   enter enter ok    403   ok    ok    ok    ok    ok
contributions:contribution  GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:contribution  POST   405   405   405   405   405   405   405   405   405
contributions:reply         GET    enter enter ok    403   ok    ok    ok    ok    ok
contributions:reply         POST   enter enter ok    403   ok    ok    ok    ok    ok
contributions:draft         GET    enter enter 404   403   404   404   404   404   404
contributions:draft         POST   ok    ok    ok    403   ok    ok    ok    ok    ok
contributions:file          GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:file          POST   405   405   405   405   405   405   405   405   405
contributions:quote         GET    enter enter ok    403   ok    ok    ok    ok    ok
contributions:quote         POST   405   405   405   405   405   405   405   405   405
contributions:edit          GET    enter enter 403   403   403   403   403   403   403
contributions:edit          POST   enter enter 403   403   403   403   403   403   403
contributions:withdraw      GET    enter enter 403   403   403   403   403   403   403
contributions:withdraw      POST   enter enter 403   403   403   403   403   403   403
contributions:history       GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:history       POST   405   405   405   405   405   405   405   405   405
contributions:remove_version GET   enter enter 403   403   403   ok    ok    403   ok
contributions:remove_version POST  enter enter 403   403   403   ok    ok    403   ok
contributions:follow        GET    405   405   405   405   405   405   405   405   405
contributions:follow        POST   enter enter ok    403   ok    ok    ok    ok    ok
contributions:news          GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:news          POST   405   405   405   405   405   405   405   405   405
contributions:read          GET    405   405   405   405   405   405   405   405   405
contributions:read          POST   enter enter ok    ok    ok    ok    ok    ok    ok
contributions:follow_room   GET    405   405   405   405   405   405   405   405   405
contributions:follow_room   POST   enter enter ok    403   ok    ok    ok    ok    ok
contributions:name          GET    enter enter 403   403   403   403   403   403   403
contributions:name          POST   enter enter 403   403   403   403   403   403   403
contributions:author        GET    enter enter 403   403   403   ok    ok    403   403
contributions:author        POST   enter enter 403   403   403   ok    ok    403   403
contributions:search        GET    ok    ok    ok    ok    ok    ok    ok    ok    ok
contributions:search        POST   405   405   405   405   405   405   405   405   405
contributions:picker        GET    enter enter ok    403   ok    ok    ok    ok    ok
contributions:picker        POST   405   405   405   405   405   405   405   405   405
contributions:person        GET    enter enter ok    ok    ok    ok    ok    ok    ok
contributions:person        POST   405   405   405   405   405   405   405   405   405
contributions:imports       GET    enter enter 403   403   403   ok    ok    403   ok
contributions:imports       POST   enter enter 403   403   403   ok    ok    403   ok
contributions:import        GET    enter enter 403   403   403   ok    ok    403   ok
contributions:import        POST   enter enter 403   403   403   ok    ok    403   ok
contributions:read_import   GET    405   405   405   405   405   405   405   405   405
contributions:read_import   POST   enter enter 403   403   403   ok    ok    403   ok
contributions:start_import  GET    405   405   405   405   405   405   405   405   405
contributions:start_import  POST   enter enter 403   403   403   ok    ok    403   ok
contributions:cancel_import GET    405   405   405   405   405   405   405   405   405
contributions:cancel_import POST   enter enter 403   403   403   ok    ok    403   ok
contributions:refused_rows  GET    enter enter 403   403   403   ok    ok    403   ok
contributions:refused_rows  POST   405   405   405   405   405   405   405   405   405
account:enter               GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
account:enter               POST ok    ok    ok    ok    ok    ok    ok    ok    ok
account:code                GET  enter enter ok    ok    ok    ok    ok    ok    ok
account:code                POST enter enter ok    ok    ok    ok    ok    ok    ok
account:log_out             GET  405   405   405   405   405   405   405   405   405
account:log_out             POST ok    ok    ok    ok    ok    ok    ok    ok    ok
account:display             GET  405   405   405   405   405   405   405   405   405
account:display             POST ok    ok    ok    ok    ok    ok    ok    ok    ok
account:profile             GET  enter enter ok    ok    ok    ok    ok    ok    ok
account:profile             POST enter enter ok    ok    ok    ok    ok    ok    ok
account:settings            GET  enter enter ok    ok    ok    ok    ok    ok    ok
account:settings            POST enter enter ok    ok    ok    ok    ok    ok    ok
account:notifications       GET  enter enter ok    ok    ok    ok    ok    ok    ok
account:notifications       POST 405   405   405   405   405   405   405   405   405
account:mark_read           GET  405   405   405   405   405   405   405   405   405
account:mark_read           POST enter enter ok    ok    ok    ok    ok    ok    ok
account:stop                GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
account:stop                POST ok    ok    ok    ok    ok    ok    ok    ok    ok
account:invitations         GET  enter enter ok    ok    ok    ok    ok    ok    ok
account:invitations         POST enter enter ok    ok    ok    ok    ok    ok    ok
account:link                GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
account:link                POST ok    ok    ok    ok    ok    ok    ok    ok    ok
manage:list                 GET  enter enter 403   403   403   403   ok    403   ok
manage:list                 POST 405   405   405   405   405   405   405   405   405
manage:new                  GET  enter enter 403   403   403   403   ok    403   ok
manage:new                  POST enter enter 403   403   403   403   ok    403   ok
manage:tasks                GET  enter enter 403   403   403   403   ok    403   ok
manage:tasks                POST 405   405   405   405   405   405   405   405   405
manage:name                 GET  enter enter 403   403   403   403   ok    403   ok
manage:name                 POST enter enter 403   403   403   403   ok    403   ok
manage:texts                GET  enter enter 403   403   403   403   ok    403   ok
manage:texts                POST enter enter 403   403   403   403   ok    403   ok
manage:dates                GET  enter enter 403   403   403   403   ok    403   ok
manage:dates                POST enter enter 403   403   403   403   ok    403   ok
manage:extend               GET  enter enter 403   403   403   403   ok    403   ok
manage:extend               POST enter enter 403   403   403   403   ok    403   ok
manage:close                GET  enter enter 403   403   403   403   ok    403   ok
manage:close                POST enter enter 403   403   403   403   ok    403   ok
manage:people               GET  enter enter 403   403   403   403   ok    403   ok
manage:people               POST enter enter 403   403   403   403   ok    403   ok
manage:member               GET  enter enter 403   403   403   403   ok    403   ok
manage:member               POST enter enter 403   403   403   403   ok    403   ok
manage:access               GET  enter enter 403   403   403   403   ok    403   ok
manage:access               POST enter enter 403   403   403   403   ok    403   ok
manage:publish              GET  enter enter 403   403   403   403   ok    403   ok
manage:publish              POST enter enter 403   403   403   403   ok    403   ok
manage:remove               GET  405   405   405   405   405   405   405   405   405
manage:remove               POST enter enter 403   403   403   403   ok    403   ok
manage:revoke               GET  405   405   405   405   405   405   405   405   405
manage:revoke               POST enter enter 403   403   403   403   ok    403   ok
manage:resend               GET  405   405   405   405   405   405   405   405   405
manage:resend               POST enter enter 403   403   403   403   ok    403   ok
manage:unpublish            GET  405   405   405   405   405   405   405   405   405
manage:unpublish            POST enter enter 403   403   403   403   ok    403   ok
manage:archive              GET  405   405   405   405   405   405   405   405   405
manage:archive              POST enter enter 403   403   403   403   ok    403   ok
rooms:list                  GET  enter enter 403   403   403   403   ok    403   ok
rooms:list                  POST 405   405   405   405   405   405   405   405   405
rooms:new                   GET  enter enter 403   403   403   403   ok    403   ok
rooms:new                   POST enter enter 403   403   403   403   ok    403   ok
rooms:room                  GET  enter enter 403   403   403   403   ok    403   ok
rooms:room                  POST enter enter 403   403   403   403   ok    403   ok
rooms:delete                GET  enter enter 403   403   403   403   ok    403   ok
rooms:delete                POST enter enter 403   403   403   403   ok    403   ok
rooms:new_question          GET  enter enter 403   403   403   403   ok    403   ok
rooms:new_question          POST enter enter 403   403   403   403   ok    403   ok
rooms:question              GET  enter enter 403   403   403   403   ok    403   ok
rooms:question              POST enter enter 403   403   403   403   ok    403   ok
rooms:move                  GET  405   405   405   405   405   405   405   405   405
rooms:move                  POST enter enter 403   403   403   403   ok    403   ok
rooms:move_question         GET  405   405   405   405   405   405   405   405   405
rooms:move_question         POST enter enter 403   403   403   403   ok    403   ok
rooms:remove_question       GET  405   405   405   405   405   405   405   405   405
rooms:remove_question       POST enter enter 403   403   403   403   ok    403   ok
moderation:codebook         GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:codebook         POST 405   405   405   405   405   405   405   405   405
moderation:add_theme        GET  enter enter 403   403   403   ok    ok    403   ok
moderation:add_theme        POST enter enter 403   403   403   ok    ok    403   ok
moderation:theme            GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:theme            POST 405   405   405   405   405   405   405   405   405
moderation:edit_theme       GET  enter enter 403   403   403   ok    ok    403   ok
moderation:edit_theme       POST enter enter 403   403   403   ok    ok    403   ok
moderation:move_theme       GET  405   405   405   405   405   405   405   405   405
moderation:move_theme       POST enter enter 403   403   403   ok    ok    403   ok
moderation:export_codebook  GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:export_codebook  POST 405   405   405   405   405   405   405   405   405
moderation:export_contributions GET enter enter 403 403   403   ok    ok    ok    ok
moderation:export_contributions POST 405 405 405    405   405   405   405   405   405
moderation:export_passages  GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:export_passages  POST 405   405   405   405   405   405   405   405   405
moderation:import_codebook  GET  enter enter 403   403   403   ok    ok    403   ok
moderation:import_codebook  POST enter enter 403   403   403   ok    ok    403   ok
moderation:merge_theme      GET  enter enter 403   403   403   ok    ok    403   ok
moderation:merge_theme      POST enter enter 403   403   403   ok    ok    403   ok
moderation:take             GET  405   405   405   405   405   405   405   405   405
moderation:take             POST enter enter 403   403   403   ok    ok    403   ok
moderation:retire_theme     GET  405   405   405   405   405   405   405   405   405
moderation:retire_theme     POST enter enter 403   403   403   ok    ok    403   ok
moderation:undo_reshaping   GET  405   405   405   405   405   405   405   405   405
moderation:undo_reshaping   POST enter enter 403   403   403   ok    ok    403   ok
moderation:queue            GET  enter enter 403   403   403   ok    ok    403   ok
moderation:queue            POST 405   405   405   405   405   405   405   405   405
moderation:queue_keys       GET  enter enter 403   403   403   ok    ok    403   ok
moderation:queue_keys       POST enter enter 403   403   403   ok    ok    403   ok
moderation:queue_here       GET  405   405   405   405   405   405   405   405   405
moderation:queue_here       POST enter enter 403   403   403   ok    ok    403   ok
moderation:work             GET  405   405   405   405   405   405   405   405   405
moderation:work             POST enter enter 403   403   403   ok    ok    403   ok
moderation:unread           GET  405   405   405   405   405   405   405   405   405
moderation:unread           POST enter enter 403   403   403   ok    ok    403   ok
moderation:release          GET  405   405   405   405   405   405   405   405   405
moderation:release          POST enter enter 403   403   403   ok    ok    403   ok
moderation:name_here        GET  405   405   405   405   405   405   405   405   405
moderation:name_here        POST enter enter 403   403   403   ok    ok    403   ok
moderation:answer           GET  405   405   405   405   405   405   405   405   405
moderation:answer           POST enter enter 403   403   403   ok    ok    403   ok
moderation:review           GET  enter enter 403   403   403   403   403   403   403
moderation:review           POST enter enter 403   403   403   403   403   403   403
moderation:start_codebook   GET  enter enter 403   403   403   ok    ok    403   ok
moderation:start_codebook   POST enter enter 403   403   403   ok    ok    403   ok
moderation:place_theme      GET  enter enter 403   403   403   ok    ok    403   ok
moderation:place_theme      POST enter enter 403   403   403   ok    ok    403   ok
moderation:changed          GET  enter enter 403   403   403   ok    ok    403   ok
moderation:changed          POST 405   405   405   405   405   405   405   405   405
moderation:code_next        GET  enter enter 403   403   403   ok    ok    403   ok
moderation:code_next        POST 405   405   405   405   405   405   405   405   405
moderation:learn            GET  405   405   405   405   405   405   405   405   405
moderation:learn            POST enter enter 403   403   403   ok    ok    403   ok
moderation:accept           GET  405   405   405   405   405   405   405   405   405
moderation:accept           POST enter enter 403   403   403   ok    ok    403   ok
moderation:refuse           GET  405   405   405   405   405   405   405   405   405
moderation:refuse           POST enter enter 403   403   403   ok    ok    403   ok
moderation:similar          GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:similar          POST 405   405   405   405   405   405   405   405   405
moderation:similar_to       GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:similar_to       POST 405   405   405   405   405   405   405   405   405
moderation:people           GET  enter enter 403   403   403   ok    ok    403   ok
moderation:people           POST 405   405   405   405   405   405   405   405   405
moderation:confirm_name     GET  405   405   405   405   405   405   405   405   405
moderation:confirm_name     POST enter enter 403   403   403   ok    ok    403   ok
moderation:participation    GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:participation    POST 405   405   405   405   405   405   405   405   405
moderation:log              GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:log              POST 405   405   405   405   405   405   405   405   405
moderation:export_log       GET  enter enter 403   403   403   ok    ok    ok    ok
moderation:export_log       POST 405   405   405   405   405   405   405   405   405
moderation:tags             GET  enter enter 403   403   403   ok    ok    403   ok
moderation:tags             POST enter enter 403   403   403   ok    ok    403   ok
moderation:undo             GET  405   405   405   405   405   405   405   405   405
moderation:undo             POST enter enter 403   403   403   ok    ok    403   ok
moderation:remove_tag       GET  405   405   405   405   405   405   405   405   405
moderation:remove_tag       POST enter enter 403   403   403   ok    ok    403   ok
moderation:new_passage      GET  enter enter 403   403   403   ok    ok    403   ok
moderation:new_passage      POST enter enter 403   403   403   ok    ok    403   ok
moderation:passage          GET  enter enter 403   403   403   ok    ok    403   ok
moderation:passage          POST enter enter 403   403   403   ok    ok    403   ok
moderation:carry_passage    GET  405   405   405   405   405   405   405   405   405
moderation:carry_passage    POST enter enter 403   403   403   ok    ok    403   ok
moderation:remove_passage   GET  405   405   405   405   405   405   405   405   405
moderation:remove_passage   POST enter enter 403   403   403   ok    ok    403   ok
moderation:hide             GET  enter enter 403   403   403   ok    ok    403   ok
moderation:hide             POST enter enter 403   403   403   ok    ok    403   ok
moderation:restore          GET  enter enter 403   403   403   ok    ok    403   ok
moderation:restore          POST enter enter 403   403   403   ok    ok    403   ok
moderation:report           GET  enter enter ok    403   ok    ok    ok    ok    ok
moderation:report           POST enter enter ok    403   ok    ok    ok    ok    ok
moderation:keep_shown       GET  405   405   405   405   405   405   405   405   405
moderation:keep_shown       POST enter enter 403   403   403   ok    ok    403   ok
synthesis:studio            GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:studio            POST 405   405   405   405   405   405   405   405   405
synthesis:start             GET  enter enter 403   403   403   403   ok    403   ok
synthesis:start             POST enter enter 403   403   403   403   ok    403   ok
synthesis:start_from_template GET  enter enter 403 403   403   403   ok    403   ok
synthesis:start_from_template POST enter enter 403 403   403   403   ok    403   ok
synthesis:rename            GET  enter enter 403   403   403   403   ok    403   ok
synthesis:rename            POST enter enter 403   403   403   403   ok    403   ok
synthesis:move              GET  enter enter 403   403   403   403   ok    403   ok
synthesis:move              POST enter enter 403   403   403   403   ok    403   ok
synthesis:remove            GET  enter enter 403   403   403   403   ok    403   ok
synthesis:remove            POST enter enter 403   403   403   403   ok    403   ok
synthesis:add_section       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_section       POST enter enter 403   403   403   403   ok    403   ok
synthesis:section           GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:section           POST 405   405   405   405   405   405   405   405   405
synthesis:insight_from_theme GET 405   405   405   405   405   405   405   405   405
synthesis:insight_from_theme POST enter enter 403   403   403   403   ok   403   ok
synthesis:add_insight       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_insight       POST enter enter 403   403   403   403   ok    403   ok
synthesis:add_figure        GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_figure        POST enter enter 403   403   403   403   ok    403   ok
synthesis:write_insight     GET  enter enter 403   403   403   403   ok    403   ok
synthesis:write_insight     POST enter enter 403   403   403   403   ok    403   ok
synthesis:wordings          GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:wordings          POST 405   405   405   405   405   405   405   405   405
synthesis:restore_wording   GET  enter enter 403   403   403   403   ok    403   ok
synthesis:restore_wording   POST enter enter 403   403   403   403   ok    403   ok
synthesis:remove_wording    GET  enter enter 403   403   403   403   ok    403   ok
synthesis:remove_wording    POST enter enter 403   403   403   403   ok    403   ok
synthesis:writer_here       GET  405   405   405   405   405   405   405   405   405
synthesis:writer_here       POST enter enter 403   403   403   403   ok    403   ok
synthesis:ask_for_place     GET  enter enter 403   403   403   403   ok    403   ok
synthesis:ask_for_place     POST enter enter 403   403   403   403   ok    403   ok
synthesis:move_insight      GET  enter enter 403   403   403   403   ok    403   ok
synthesis:move_insight      POST enter enter 403   403   403   403   ok    403   ok
synthesis:remove_insight    GET  enter enter 403   403   403   403   ok    403   ok
synthesis:remove_insight    POST enter enter 403   403   403   403   ok    403   ok
synthesis:add_evidence      GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_evidence      POST enter enter 403   403   403   403   ok    403   ok
synthesis:change_evidence   GET  enter enter 403   403   403   403   ok    403   ok
synthesis:change_evidence   POST enter enter 403   403   403   403   ok    403   ok
synthesis:add_outside       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_outside       POST enter enter 403   403   403   403   ok    403   ok
synthesis:outside           GET  enter enter 403   403   403   403   ok    403   ok
synthesis:outside           POST enter enter 403   403   403   403   ok    403   ok
synthesis:figure            GET  enter enter 403   403   403   403   ok    403   ok
synthesis:figure            POST enter enter 403   403   403   403   ok    403   ok
synthesis:insight           GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:insight           POST 405   405   405   405   405   405   405   405   405
synthesis:picture           GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:picture           POST 405   405   405   405   405   405   405   405   405
synthesis:preview           GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:preview           POST 405   405   405   405   405   405   405   405   405
synthesis:preview_picture   GET  enter enter 403   403   403   403   404   404   404
synthesis:preview_picture   POST 405   405   405   405   405   405   405   405   405
synthesis:check             GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:check             POST 405   405   405   405   405   405   405   405   405
synthesis:start_check       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:start_check       POST enter enter 403   403   403   403   ok    403   ok
synthesis:set_aside         GET  enter enter 403   403   403   403   ok    403   ok
synthesis:set_aside         POST enter enter 403   403   403   403   ok    403   ok
synthesis:show_again        GET  enter enter 403   403   403   403   ok    403   ok
synthesis:show_again        POST enter enter 403   403   403   403   ok    403   ok
synthesis:drop_notes        GET  enter enter 403   403   403   403   ok    403   ok
synthesis:drop_notes        POST enter enter 403   403   403   403   ok    403   ok
synthesis:draft             GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:draft             POST 405   405   405   405   405   405   405   405   405
synthesis:start_draft       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:start_draft       POST enter enter 403   403   403   403   ok    403   ok
synthesis:accept_proposal   GET  enter enter 403   403   403   403   ok    403   ok
synthesis:accept_proposal   POST enter enter 403   403   403   403   ok    403   ok
synthesis:refuse_proposal   GET  enter enter 403   403   403   403   ok    403   ok
synthesis:refuse_proposal   POST enter enter 403   403   403   403   ok    403   ok
synthesis:propose_again     GET  enter enter 403   403   403   403   ok    403   ok
synthesis:propose_again     POST enter enter 403   403   403   403   ok    403   ok
synthesis:ledger            GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:ledger            POST 405   405   405   405   405   405   405   405   405
synthesis:settle            GET  enter enter 403   403   403   403   ok    403   ok
synthesis:settle            POST enter enter 403   403   403   403   ok    403   ok
synthesis:objective         GET  enter enter 403   403   403   403   ok    403   ok
synthesis:objective         POST enter enter 403   403   403   403   ok    403   ok
synthesis:objections        GET  enter enter 403   403   403   403   ok    403   ok
synthesis:objections        POST enter enter 403   403   403   403   404   403   404
synthesis:responses         GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:responses         POST 405   405   405   405   405   405   405   405   405
synthesis:add_response      GET  enter enter 403   403   403   403   ok    403   ok
synthesis:add_response      POST enter enter 403   403   403   403   ok    403   ok
synthesis:response          GET  enter enter 403   403   403   403   ok    403   ok
synthesis:response          POST enter enter 403   403   403   403   ok    403   ok
synthesis:change_response   GET  405   405   405   405   405   405   405   405   405
synthesis:change_response   POST enter enter 403   403   403   403   ok    403   ok
synthesis:sign_off          GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:sign_off          POST 405   405   405   405   405   405   405   405   405
synthesis:send              GET  enter enter 403   403   403   403   ok    403   ok
synthesis:send              POST enter enter 403   403   403   403   ok    403   ok
synthesis:approve           GET  enter enter 403   403   403   403   403   ok    403
synthesis:approve           POST enter enter 403   403   403   403   403   ok    403
synthesis:ask_for_changes   GET  enter enter 403   403   403   403   403   ok    403
synthesis:ask_for_changes   POST enter enter 403   403   403   403   403   ok    403
synthesis:withdraw_version  GET  enter enter 403   403   403   403   403   ok    403
synthesis:withdraw_version  POST enter enter 403   403   403   403   403   ok    403
synthesis:compare           GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:compare           POST 405   405   405   405   405   405   405   405   405
synthesis:cover             GET  enter enter 403   403   403   403   ok    403   ok
synthesis:cover             POST enter enter 403   403   403   403   ok    403   ok
synthesis:word_styles       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:word_styles       POST enter enter 403   403   403   403   ok    403   ok
synthesis:translations      GET  enter enter 403   403   403   403   ok    403   ok
synthesis:translations      POST 405   405   405   405   405   405   405   405   405
synthesis:translate         GET  enter enter 403   403   403   403   ok    403   ok
synthesis:translate         POST enter enter 403   403   403   403   ok    403   ok
synthesis:build             GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:build             POST 405   405   405   405   405   405   405   405   405
synthesis:start_build       GET  enter enter 403   403   403   403   ok    403   ok
synthesis:start_build       POST enter enter 403   403   403   403   ok    403   ok
synthesis:cancel_build      GET  enter enter 403   403   403   403   ok    403   ok
synthesis:cancel_build      POST enter enter 403   403   403   403   ok    403   ok
synthesis:retry_build       GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:retry_build       POST enter enter 403   403   403   403   ok    403   ok
synthesis:download          GET  enter enter 403   403   403   403   ok    ok    ok
synthesis:download          POST 405   405   405   405   405   405   405   405   405
synthesis:reports           GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
synthesis:reports           POST 405   405   405   405   405   405   405   405   405
synthesis:report            GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
synthesis:report            POST 405   405   405   405   405   405   405   405   405
synthesis:yours             GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
synthesis:yours             POST enter enter ok    ok    ok    ok    ok    ok    ok
synthesis:report_version    GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
synthesis:report_version    POST 405   405   405   405   405   405   405   405   405
synthesis:report_file       GET  ok    ok    ok    ok    ok    ok    ok    ok    ok
synthesis:report_file       POST 405   405   405   405   405   405   405   405   405
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {(name, method): dict(zip(PLACES, answers, strict=True)) for name, method, *answers in ROWS}

# Addresses whose kind of answer depends on more than the place have tests of their own, named here.
ELSEWHERE = {"readyz": "tests/consultation/test_health.py"}


def patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All named addresses of the product. Those of Django's admin are in tests/consultation/test_admin.py."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "admin":
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


ADDRESSES = dict(patterns())


@pytest.fixture
def world(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make_world("future-we-want")


def address(name: str, world: World, **other: object) -> str:
    """The address with words of this world that the pattern asks for."""
    words = {
        **world.words,
        "slug": world.consultation.slug,
        "room": world.room.slug,
        "handle": "participant",
        "language": "fr",
        "pk": primary_key(name, world),
        **other,
    }
    wanted = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={word: words[word] for word in wanted})


def primary_key(name: str, world: World) -> int:
    """Which thing the <pk> of an address means."""
    path = str(ADDRESSES[name].pattern)
    for part, word in PK_OF.items():
        if part in path:
            return int(world.words[word])
    return world.contribution.pk


PK_OF = {
    "sections/<": "section",
    "people/<int": "member",
    "invitations/<": "invitation",
    "questions/<": "question",
    "insights/<": "insight",
    "evidence/<": "evidence",
    "figures/<": "figure",
    "studio/<slug:slug>/outside/<": "outside",
    "aside/<": "aside",
    "did/<": "response",
    "draft/<": "proposal",
    "builds/<": "build",
    "files/<int": "file",
    "notifications/<": "notice",
}


def client_for(world: World, place: str) -> Client:
    """A browser of this person, who signs in once for all that is asked in this world."""
    client = Client(raise_request_exception=True)
    person = world.people[place]
    if place not in world.cookies and not isinstance(person, AnonymousUser):
        client.force_login(person, backend="consultation.people.backend.ActivePeopleBackend")
        world.cookies[place] = client.cookies.output(header="", sep=";")
    client.cookies.load(world.cookies.get(place, ""))
    return client


def answer(client: Client, method: str, path: str) -> str:
    response = client.get(path) if method == "GET" else client.post(path)
    if response.streaming:
        b"".join(response.streaming_content)  # a file stays open until it is read to its end
    if response.status_code in {301, 302} and "/account/enter/" in response["Location"]:
        return "enter"
    return str(response.status_code) if response.status_code in {403, 404, 405, 500} else "ok"


def asked(world: World, place: str, method: str, name: str) -> str:
    """The answer, with whatever it changed taken back."""
    client = client_for(world, place)
    with transaction.atomic():
        found = answer(client, method, address(name, world))
        transaction.set_rollback(True)
    return found


def test_every_address_has_its_rows():
    rows = {name for name, _method in EXPECTED}

    assert rows | set(ELSEWHERE) == set(ADDRESSES)
    assert {(name, method) for name in rows for method in ("GET", "POST")} == set(EXPECTED)


def test_every_view_names_what_it_requires():
    unguarded = [
        name for name, entry in ADDRESSES.items() if not getattr(entry.callback, "required_action", None)
    ]

    assert unguarded == []


@pytest.mark.parametrize("place", PLACES)
def test_each_place_gets_the_expected_answer_at_every_address(place, world):
    found = {(name, method): asked(world, place, method, name) for name, method in EXPECTED}

    assert found == {row: answers[place] for row, answers in EXPECTED.items()}


INSIDE = [name for name, entry in ADDRESSES.items() if {"slug", "pk"} & set(entry.pattern.converters)]
INSIDE = [name for name in INSIDE if not name.startswith("account:")]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("fields", "knowing"),
    [
        ({"published_at": None}, {"moderator", "editor", "approver", "administrator"}),
        ({"audience": "invited"}, {*PLACES} - {"anonymous", "suspended", "signed_in"}),
    ],
    ids=["draft", "invited"],
)
def test_what_one_may_not_know_of_is_404_at_every_address(fields, knowing, method, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    world = make_world("secret", **fields)

    found = {
        (name, place)
        for name in INSIDE
        if EXPECTED[name, method]["administrator"] != "405"
        for place in set(PLACES) - knowing
        if asked(world, place, method, name) != "404"
    }

    assert found == set()
    assert asked(world, "moderator", "GET", "consultation") == "ok"


def test_lists_and_pages_of_an_invited_consultation_tell_strangers_nothing(db):
    world = make_world("secret", audience="invited", title="The hidden inquiry")

    shown = {place: "The hidden inquiry" in client_for(world, place).get("/").text for place in PLACES}

    assert {place for place, seen in shown.items() if seen} == {*PLACES} - {
        "anonymous",
        "suspended",
        "signed_in",
    }


def test_an_unlisted_consultation_is_read_by_its_address_and_stands_in_no_strangers_list(db):
    world = make_world("quiet", audience="unlisted", title="The quiet inquiry")
    stranger = client_for(world, "signed_in")

    assert "The quiet inquiry" not in stranger.get("/").text
    assert "The quiet inquiry" in stranger.get(address("consultation", world)).text
    assert "The quiet inquiry" in client_for(world, "observer").get("/").text


def test_another_consultations_roles_and_things_count_for_nothing_here(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    here, there = make_world("here"), make_world("there")
    here.consultation.memberships.update(user=None)
    client = client_for(there, "editor")

    mixed = {
        name: answer(client, "POST", address(name, here, pk=primary_key(name, there)))
        for name in INSIDE
        if "slug" in ADDRESSES[name].pattern.converters
    }

    open_to_all = {
        "contributions:contribute",
        "contributions:draft",
        "contributions:follow_room",
        "contributions:read",
        "synthesis:yours",
    }
    assert {name for name, found in mixed.items() if found == "ok"} <= open_to_all


def test_a_thing_of_another_contribution_is_not_found_under_this_one(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    here, there = make_world("here"), make_world("there")
    strange = {word: there.words[word] for word in ("passage", "tagging", "theme")}
    client = client_for(here, "moderator")

    found = {
        name: answer(client, "POST", address(name, here, **strange))
        for name in INSIDE
        if set(strange) & set(ADDRESSES[name].pattern.converters)
    }

    assert set(found.values()) <= {"404", "405"}


def test_the_documented_table_is_the_table():
    lines = (ROOT / "docs" / "permissions.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    actions = rows[0][1:]
    documented = {
        row[0]: {action for action, cell in zip(actions, row[1:], strict=True) if cell == "yes"}
        for row in rows[2 : 2 + len(GRANTS)]
    }
    labels = {ANYONE: "anyone", SIGNED_IN: "signed in", ADMINISTRATOR: "administrator"}

    assert actions == [str(action) for action in Action]
    assert documented == {labels.get(place, place): set(map(str, grants)) for place, grants in GRANTS.items()}
