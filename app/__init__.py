"""Yihu, the service: one call, a hundred answers. ``app.web.create_app`` wires the web, ``app.house`` everything else."""
