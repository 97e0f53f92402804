from django.urls import path

from . import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/wall/", views.board_wall, name="board_wall"),
    path("board/wall/beat/", views.board_wall_beat, name="board_wall_beat"),
    path("board/figure/<slug:code>/", views.board_figure, name="board_figure"),
]
