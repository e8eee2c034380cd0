// Command redsail keeps the boundaries of a city and answers who looks after a spot.
//
// Exit codes: 0 done, 1 the run found problems or failed, 2 wrong usage, 130 stopped by
// Ctrl-C. Results go to
// stdout, progress and logs to stderr.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	_ "time/tzdata" // the city's zone must be known on any machine

	"github.com/alecthomas/kong"

	"github.com/redsail/redsail/geo/hex"
)

// version is set by the linker.
var version = "dev"

// cli is the command line.
type cli struct {
	Demo       demoCmd       `cmd:"" help:"Make the made-up city once and serve it."`
	Serve      serveCmd      `cmd:"" help:"Serve the map, the tiles and the API."`
	Init       initCmd       `cmd:"" help:"Make an empty store with a scheme."`
	Opening    openingCmd    `cmd:"" help:"Say how far a city has been opened: what works, what is missing, what comes next."`
	Import     importCmd     `cmd:"" help:"Read a boundary file into a layer."`
	Network    networkCmd    `cmd:"" help:"The network that people walk on."`
	Check      checkCmd      `cmd:"" help:"Look for gaps and overlaps, areas outside their parents, buildings across borders."`
	Locate     locateCmd     `cmd:"" help:"Say which areas a point, or each line of a CSV or NDJSON, belongs to."`
	Coverage   coverageCmd   `cmd:"" help:"Say how many households reach a station on foot in time, and why the others do not."`
	Balance    balanceCmd    `cmd:"" help:"Say which grids have too many or too few households, and propose how to split them."`
	MergeGrids mergeGridsCmd `cmd:"" help:"Say where the grids of several departments agree, and make one layer of them."`
	Site       siteCmd       `cmd:"" help:"Say where new stations help most, with a proven bound."`
	Export     exportCmd     `cmd:"" help:"Write a layer into a file."`
	Revisions  revisionsCmd  `cmd:"" help:"List what was written, when, by whom, and what took it back."`
	Reverse    reverseCmd    `cmd:"" help:"Take a revision back: what it replaced holds again."`
	Publish    publishCmd    `cmd:"" help:"Open layers and kinds of places to everybody, or close them."`
	User       userCmd       `cmd:"" help:"The accounts."`
	Token      tokenCmd      `cmd:"" help:"The tokens of programs and of walls."`
	Audit      auditCmd      `cmd:"" help:"The record of who saw whom and who changed what."`
	Person     personCmd     `cmd:"" help:"What is kept of a person: write it down for them, or erase it."`
	Migrate    migrateCmd    `cmd:"" help:"Bring a store to this version's layout, or back to an earlier one."`
	Backup     backupCmd     `cmd:"" help:"Write a store into one file, while it is served; check such a file."`
	Restore    restoreCmd    `cmd:"" help:"Bring a backup back into a new or an empty store."`
	Version    versionCmd    `cmd:"" help:"Print the version."`

	Calendars   string           `env:"REDSAIL_CALENDARS" placeholder:"DIR" help:"Calendars of holidays laid over those that ship: NAME/YEAR.csv, such as cn/2027.csv."`
	VersionFlag kong.VersionFlag `name:"version" help:"Print the version."`
}

// storeFlag is shared by all commands that open a store.
type storeFlag struct {
	Store string `required:"" env:"REDSAIL_STORE" placeholder:"FILE.gpkg|postgres://…" help:"The store: a GeoPackage file or a PostgreSQL URL."`
}

// streams are where a command reads and writes.
type streams struct {
	out, err io.Writer
	// live is true when a person watches err: then it shows what is going on.
	live bool
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == readerArg {
		os.Exit(readerMain())
	}
	isolateReader(usualReader)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	code := run(ctx, os.Args[1:], streams{out: os.Stdout, err: os.Stderr, live: terminal(os.Stderr)})
	stop()
	os.Exit(code)
}

// terminal tells whether a file is a terminal.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// negative is a position with a western longitude: not a flag, though it begins with "-".
var negative = regexp.MustCompile(`^-[0-9.]+ *,`)

// positions puts such an argument behind "--".
func positions(args []string) []string {
	for i, a := range args {
		if a == "--" {
			return args
		}
		if negative.MatchString(a) {
			rest := append(append([]string{}, args[:i]...), args[i+1:]...)
			return append(rest, "--", a)
		}
	}
	return args
}

// run does one command and returns the exit code.
func run(ctx context.Context, args []string, io streams) (code int) {
	var c cli
	exited := -1
	bare := len(args) == 0
	if bare { // a person who wants to know what there is; to a script it is wrong usage
		args, io.out = []string{"--help"}, io.err
	}
	parser, err := kong.New(&c,
		kong.Name("redsail"),
		kong.Description("Who looks after this spot, and where is help within ten minutes' walk?"),
		kong.Vars{"version": "redsail " + version},
		kong.Writers(io.out, io.err),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(io),
	)
	if err != nil {
		fmt.Fprintln(io.err, "redsail:", err)
		return exitFailed
	}
	kctx, err := parser.Parse(positions(args))
	if bare {
		return exitUsage
	}
	if exited >= 0 { // --help, --version
		return exited
	}
	if err != nil {
		fmt.Fprintln(io.err, "redsail:", redact(err.Error()))
		return exitUsage
	}
	if err := layCalendars(c.Calendars); err != nil {
		return report(io.err, err)
	}
	kctx.BindTo(tellingMoves(ctx, io.err), (*context.Context)(nil))
	if err := kctx.Run(); err != nil {
		return report(io.err, err)
	}
	return exitDone
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints the version, and what this program lacks.
func (versionCmd) Run(io streams) error {
	_, err := fmt.Fprintln(io.out, "redsail", version)
	if err == nil && !hex.On {
		_, err = fmt.Fprintln(io.out, "h3: off (built without cgo)")
	}
	return err
}
