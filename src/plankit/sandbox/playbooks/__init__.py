"""Mattermost Playbooks: a site with the plugin, as v1.41 or as today's (facts/playbooks_server.md)."""
