"""二 项目调度: problems and who must solve them by when, supervised tasks, the joint meeting of the month."""
