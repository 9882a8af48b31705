"""Commands and their options; what they do is imported when they run, so that each starts fast."""

import click

from signaling.cli.exits import give_up
from signaling.config import SettingError, Settings, load_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="madang", prog_name="madang")
def main() -> None:
    """Madang: meetings and counselling in themed rooms, on your own machine."""


@main.command()
@click.option("--host", help="Address to listen on for HTTP [127.0.0.1].")
@click.option("--port", help="TCP port for HTTP; 0 chooses a free one [8080].")
@click.option("--udp-port", help="UDP port for media; 0 chooses a free one [8080].")
@click.option("--data", help="Folder in which everything is kept [data].")
@click.option("--tls", help="self-signed, or CERT,KEY: files with a certificate and its key.")
@click.option("--public-ip", help="auto, or addresses under which browsers reach the media port [auto].")
@click.option("--log-level", help="debug, info, warning or error [info].")
def serve(**options: str | None) -> None:
    """Run the server until it is told to stop."""
    from signaling.cli.serve import run

    run(settings_or_exit(options))


@main.command()
@click.option("--url", help="The address that visitors open, such as https://talk.example.")
@click.option(
    "--key", envvar="MADANG_KEY", help="An API key, to try media from another machine [MADANG_KEY]."
)
@click.option(
    "--elsewhere", is_flag=True, help="Look at the address only: the server runs on another machine."
)
@click.option("--host", help="As for serve; so are the following.")
@click.option("--port")
@click.option("--udp-port")
@click.option("--data")
@click.option("--tls")
@click.option("--public-ip")
def doctor(url: str | None, key: str | None, elsewhere: bool, **options: str | None) -> None:
    """Look for what could keep people out, and say how to mend it; exit 1 if something is wrong."""
    from signaling.cli.doctor import run

    run(settings_or_exit(options), url, key, elsewhere)


@main.group()
def room() -> None:
    """Rooms."""


@room.command("create")
@click.option("--title", default="", help="What stands at the door.")
@click.option("--theme", help="Slug of a theme.")
@click.option("--data", help="Folder in which everything is kept [data].")
def room_create(title: str, theme: str | None, data: str | None) -> None:
    """Make a room and print its path, to be put behind the server's address."""
    from signaling.cli.rooms import create

    create(settings_or_exit({"data": data}), title, theme)


@main.group()
def key() -> None:
    """API keys, with which programs make rooms."""


@key.command("create")
@click.option("--label", default="", help="What it is for.")
@click.option("--data", help="Folder in which everything is kept [data].")
def key_create(label: str, data: str | None) -> None:
    """Make a key and print it, this once."""
    from signaling.cli.keys import create

    create(settings_or_exit({"data": data}), label)


@key.command("list")
@click.option("--data", help="Folder in which everything is kept [data].")
def key_list(data: str | None) -> None:
    """Show the keys by name, day and label."""
    from signaling.cli.keys import show

    show(settings_or_exit({"data": data}))


@key.command("revoke")
@click.argument("name")
@click.option("--data", help="Folder in which everything is kept [data].")
def key_revoke(name: str, data: str | None) -> None:
    """End a key at once."""
    from signaling.cli.keys import revoke

    revoke(settings_or_exit({"data": data}), name)


def settings_or_exit(options: dict[str, str | None]) -> Settings:
    """The settings, or one sentence and exit 2."""
    try:
        return load_settings(options)
    except SettingError as error:
        give_up(str(error))
