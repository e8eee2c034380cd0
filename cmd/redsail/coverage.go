package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/plan"
)

// coverageCmd counts the households within a walk of a station.
type coverageCmd struct {
	storeFlag
	Minutes   *int   `placeholder:"N" help:"Minutes on foot, 1 to 120. Default: what the scheme's norms say, else 10."`
	By        string `placeholder:"LAYER" help:"Count by the areas of this layer. Default: the deepest partition. building lists every building with its three nearest places, and needs --out FILE.csv or FILE.geojson."`
	At        string `placeholder:"TIME" help:"The city as it is at an instant with offset, or on a date. Default: now."`
	OpenAt    string `placeholder:"TIME" help:"Count only places that are open at this instant."`
	Kind      string `placeholder:"KIND" help:"Kind of places. Default: red_sail_station."`
	Profile   string `placeholder:"NAME" help:"Who walks: adult, elderly, wheelchair (no steps), bicycle, or a profile of the scheme's own rules. Default: adult."`
	Policy    bool   `help:"Judge households by the minutes of the class of their area, as the scheme's norms say (service_circle_by_class)."`
	Direction string `enum:"to,from" default:"to" help:"Who walks where: to the place, or from it home. One-way streets and gates make the two differ."`
	Gaps      bool   `help:"List the groups of buildings that are not covered instead, the most households first, each with its cause."`
	Limit     int    `default:"100" help:"With --gaps: how many are listed."`
	Norms     bool   `help:"Check norms instead: activity venues, service centres, floor area, open on 365 days, coverage by hour; as JSON."`
	Usage     string `placeholder:"FILE.csv" help:"Sort places by the visits of months instead: columns code, month (2026-03), visits; as JSON."`
	Out       string `placeholder:"FILE" help:"Write a report into FILE.html (to print, with a map), FILE.csv or FILE.geojson instead."`
	JSON      bool   `name:"json" help:"Print JSON."`
}

// Run counts and prints.
func (c *coverageCmd) Run(ctx context.Context, io streams) (err error) {
	if err := c.oneAnswer(); err != nil {
		return err
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	a, err := openAtlas(ctx, s, c.Store)
	if err != nil {
		return err
	}
	ask, err := c.ask(a)
	if err != nil {
		return err
	}
	p := plan.New(a)
	if done, err := c.other(ctx, io, p, ask); done {
		return err
	}
	if c.Gaps {
		got, err := p.Gaps(ctx, ask, c.Limit)
		if err != nil {
			return err
		}
		return c.print(io, got, func(w *tabwriter.Writer) { printGaps(w, got) })
	}
	got, err := p.Coverage(ctx, ask)
	if err != nil {
		return err
	}
	if n := got.Households.Total; n != nil && *n == 0 {
		fmt.Fprintln(io.err, "redsail: no household is counted: the city has no building, compound or grid with households at this date")
	}
	return c.print(io, got, func(w *tabwriter.Writer) { printCoverage(w, got) })
}

// oneAnswer refuses flags of which each asks for another answer.
func (c *coverageCmd) oneAnswer() error {
	var asked []string
	for _, f := range []struct {
		flag string
		set  bool
	}{{"--gaps", c.Gaps}, {"--norms", c.Norms}, {"--usage", c.Usage != ""}, {"--out", c.Out != ""}} {
		if f.set {
			asked = append(asked, f.flag)
		}
	}
	if len(asked) > 1 {
		return usagef("%s: each is an answer of its own; ask for one", strings.Join(asked, ", "))
	}
	switch {
	case c.Norms && c.OpenAt != "":
		return usagef("--open-at: norms are told hour by hour, without it")
	case (c.Norms || c.Usage != "") && c.Direction == "from":
		return usagef("--direction: norms and use are told for people who walk to the place")
	case c.By == byBuilding && c.Out == "":
		return usagef("--by building: the list goes into a file, --out FILE.csv or FILE.geojson")
	case c.By == byBuilding && !isBuildingsFile(c.Out):
		return usagef("--out %s: buildings are written as .csv or .geojson", c.Out)
	case c.Usage != "" && c.Policy:
		return usagef("--policy: use is sorted by one number of minutes")
	}
	return nil
}

// other answers what is asked for instead of coverage; done is false where nothing is.
func (c *coverageCmd) other(ctx context.Context, io streams, p *plan.Planner, ask plan.Ask) (done bool, err error) {
	var got any
	switch {
	case c.By == byBuilding:
		return true, c.buildings(ctx, p, ask)
	case c.Out != "":
		return true, c.report(ctx, p, ask)
	case c.Usage != "":
		f, err := os.Open(c.Usage)
		if err != nil {
			return true, err
		}
		defer f.Close()
		table, err := plan.ReadVisits(f)
		if err == nil {
			got, err = p.Use(ctx, ask, table)
		}
		if err != nil {
			return true, fmt.Errorf("%s: %w", c.Usage, err)
		}
	case c.Norms:
		if got, err = p.Norms(ctx, ask); err != nil {
			return true, err
		}
	default:
		return false, nil
	}
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return true, enc.Encode(got)
}

// report writes a report into a file.
func (c *coverageCmd) report(ctx context.Context, p *plan.Planner, ask plan.Ask) error {
	return writeReport(c.Store, c.Out, func(form string) ([]byte, error) { return p.Report(ctx, ask, form) })
}

// byBuilding asks for buildings instead of sums.
const byBuilding = "building"

// isBuildingsFile tells by its name whether a file can hold a list of buildings.
func isBuildingsFile(name string) bool {
	form := filepath.Ext(name)
	return form == ".csv" || form == ".geojson"
}

// buildings writes every building with its three nearest places into a file.
func (c *coverageCmd) buildings(ctx context.Context, p *plan.Planner, ask plan.Ask) error {
	got, err := p.Buildings(ctx, ask)
	if err != nil {
		return err
	}
	file, err := createBeside(c.Store, c.Out)
	if err != nil {
		return err
	}
	defer file.drop()
	if err := got.Write(file, strings.TrimPrefix(filepath.Ext(c.Out), ".")); err != nil {
		return err
	}
	return file.keep()
}

// reportForm is the form of a report by the name of its file.
func reportForm(out string) (string, error) {
	form := strings.TrimPrefix(filepath.Ext(out), ".")
	if form != "html" && form != "csv" && form != "geojson" {
		return "", usagef("--out %s: a report is a .html, .csv or .geojson", out)
	}
	return form, nil
}

// writeReport writes a report into a file, in the form of its ending.
func writeReport(store, out string, make func(form string) ([]byte, error)) error {
	form, err := reportForm(out)
	if err != nil {
		return err
	}
	file, err := createBeside(store, out)
	if err != nil {
		return err
	}
	defer file.drop()
	text, err := make(form)
	if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		return err
	}
	return file.keep()
}

// ask is the question of the flags.
func (c *coverageCmd) ask(a *atlas.Atlas) (plan.Ask, error) {
	minutes, err := minutesOf(c.Minutes)
	if err != nil {
		return plan.Ask{}, err
	}
	if c.Limit < 1 || c.Limit > plan.MostGaps {
		return plan.Ask{}, usagef("--limit must lie between 1 and %d", plan.MostGaps)
	}
	ask := plan.Ask{Minutes: minutes, At: a.Now(), By: c.By, Kind: c.Kind, Profile: c.Profile, Exact: true, Policy: c.Policy, Open: c.OpenAt != "", From: c.Direction == "from"}
	if c.By == byBuilding {
		ask.By = "" // it is no layer
	}
	for _, t := range []struct {
		flag, text string
		into       *time.Time
	}{{"--at", c.At, &ask.At}, {"--open-at", c.OpenAt, &ask.OpenAt}} {
		if t.text == "" {
			continue
		}
		at, err := atlas.ParseInstant(t.text, a.Zone())
		if err != nil {
			return ask, usagef("%s: %v", t.flag, err)
		}
		*t.into = at
	}
	if c.Kind != "" {
		if err := oneKind(a, c.Kind); err != nil {
			return ask, err
		}
	}
	return ask, oneProfile(a, c.Profile)
}

// oneProfile refuses what is no profile of the scheme's rules of walking.
func oneProfile(a *atlas.Atlas, name string) error {
	if _, err := atlas.ProfileOf(a.Current().Scheme, name); err != nil {
		return usagef("--%v", err)
	}
	return nil
}

// oneKind refuses what is not one kind of places of the scheme.
func oneKind(a *atlas.Atlas, kind string) error {
	kinds, err := atlas.ParseKinds(a.Current().Scheme, kind)
	switch {
	case err != nil:
		return usagef("--kind: %v", err)
	case len(kinds) != 1 || kinds[0] != kind:
		return usagef("--kind: %q is not one kind", kind)
	}
	return nil
}

// minutesOf is a flag's number of minutes; nil is 0, for which the norm is taken.
func minutesOf(flag *int) (int, error) {
	if flag == nil {
		return 0, nil
	}
	if *flag < 1 || *flag > plan.MostMinutes {
		return 0, usagef("--minutes must lie between 1 and %d", plan.MostMinutes)
	}
	return *flag, nil
}

// print prints JSON or a table.
func (c *coverageCmd) print(io streams, v any, table func(*tabwriter.Writer)) error {
	if c.JSON {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	}
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	table(w)
	return w.Flush()
}

func printCoverage(w *tabwriter.Writer, c *plan.Coverage) {
	fmt.Fprintf(w, "minutes\t%d\nat\t%s\nrevision\t%d\nplaces\t%d open, %d off the network\n", c.Minutes, c.At, c.Revision, c.Places.Open, len(c.Places.OffNetwork))
	for _, a := range c.Places.Apart {
		fmt.Fprintf(w, "%s\t%s %s: %s\n", a.Reason, a.Code, a.Name, a.Says)
	}
	printProfile(w, c.Profile, c.Assumptions)
	printDirection(w, c.Assumptions)
	printPolicy(w, c.Policy)
	printEstimate(w, c.Assumptions)
	printSetBack(w, c.Assumptions)
	printSources(w, c.Assumptions.Sources)
	printHour(w, c.OpenAt, c.Places.UnknownHours)
	if e := c.Estimate; e != nil {
		fmt.Fprintf(w, "estimate\t%s to %s covered, likely %s\n", count(e.Low), count(e.High), count(e.Likely))
		if e.Uncounted != nil {
			fmt.Fprintf(w, "uncounted\t%d households of totals that no building or street can take\n", *e.Uncounted)
		}
		if n := c.Assumptions.NoStoreys; n > 0 {
			fmt.Fprintf(w, "storeys\tof %d buildings that share a total not known: the median of their compound or grid, else 1\n", n)
		}
		if n := c.Assumptions.NoGround; n > 0 {
			fmt.Fprintf(w, "ground\tof %d buildings that share a total only a point is known: the median ground of their compound or grid, else 1 m²\n", n)
		}
	}
	if x := c.Walking; x != nil {
		fmt.Fprintf(w, "walking\tmean %.1f min, nine of ten within %.1f, worst tenth %.1f, Gini %.3f, within 100 m %d\n",
			x.MeanS/60, float64(x.P90S)/60, x.WorstTenthS/60, x.Gini, x.Within100M)
	}
	fmt.Fprintf(w, "\nlayer\tcode\tname\ttotal\tcovered\tuncovered\testimated\tshare\n")
	row := func(layer, code, name string, n *plan.Count, share *float64) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", layer, code, name, count(n.Total), count(n.Covered), count(n.Uncovered), count(n.Estimated), percent(share))
	}
	row("all", "", "", &c.Households, c.Share)
	for i := range c.By {
		r := &c.By[i]
		row(r.Layer, r.Code, r.Name, &r.Count, r.Share)
	}
}

// printSources says whom the streets are from: what is © must stand wherever its things show.
func printSources(w *tabwriter.Writer, sources []string) {
	for _, s := range sources {
		fmt.Fprintf(w, "streets\t%s\n", s)
	}
}

// printHour says at which hour places had to be open, where that was asked, and how many are left out since
// nobody knows their hours.
func printHour(w *tabwriter.Writer, at *string, unknown int) {
	if at != nil {
		fmt.Fprintf(w, "open at\t%s (%d places of unknown hours left out)\n", *at, unknown)
	}
}

// printProfile says who walks, where that was asked for.
func printProfile(w *tabwriter.Writer, profile string, of plan.Assumptions) {
	if profile != "" {
		fmt.Fprintf(w, "profile\t%s, %g km/h\n", profile, of.SpeedKMH)
	}
}

// printDirection says that people walk home from the place; that they walk to it is usual.
func printDirection(w *tabwriter.Writer, of plan.Assumptions) {
	if of.Direction == plan.FromPlace {
		fmt.Fprintf(w, "direction\t%s home\n", of.Direction)
	}
}

// printPolicy says by which rules households were judged, where that was asked for.
func printPolicy(w *tabwriter.Writer, rules []plan.Policy) {
	for _, p := range rules {
		fmt.Fprintf(w, "policy\t%s with %s = %s: %d minutes\n", p.Layer, p.Class, p.Is, p.Minutes)
	}
}

// printEstimate says that nothing was measured, where the city has no network.
func printEstimate(w *tabwriter.Writer, of plan.Assumptions) {
	if of.Network == nil {
		fmt.Fprintf(w, "network\tnone: every number is an *estimate* by straight lines × %g, %g, %g; import streets with redsail network import\n", of.Detours[0], of.Detours[1], of.Detours[2])
	}
}

// printSetBack says that buildings or places may be in another datum.
func printSetBack(w *tabwriter.Writer, of plan.Assumptions) {
	for _, d := range of.SetBack {
		fmt.Fprintf(w, "doubt\t%s\n", d.Says)
	}
}

// count prints a number that may not be told.
func count(n *int64) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprint(*n)
}

func percent(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100**v)
}

func printGaps(w *tabwriter.Writer, g *plan.GapList) {
	fmt.Fprintf(w, "minutes\t%d\nrevision\t%d\n", g.Minutes, g.Revision)
	printProfile(w, g.Profile, g.Assumptions)
	printDirection(w, g.Assumptions)
	printPolicy(w, g.Policy)
	printEstimate(w, g.Assumptions)
	printSetBack(w, g.Assumptions)
	printSources(w, g.Assumptions.Sources)
	printHour(w, g.OpenAt, g.Unknown)
	fmt.Fprintf(w, "\nlayer\tcode\tname\tbuildings\thouseholds\tminutes\tnearest\tstraight m\tcause\n")
	for i := range g.Gaps {
		x := &g.Gaps[i]
		nearest, walk, line := "–", "–", "–"
		if n := x.Nearest; n != nil {
			nearest, line = n.Name, fmt.Sprintf("%.0f", n.LineM)
			walk = fmt.Sprintf("%.1f", float64(n.WalkS)/60)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", x.Layer, x.Code, x.Name, x.Buildings, count(x.Households), walk, nearest, line, x.Cause.Text())
	}
}
