package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
)

// siteCmd finds where new places should stand.
type siteCmd struct {
	storeFlag
	New        int      `placeholder:"N" help:"How many new places, at most; not for lscp."`
	Candidates string   `default:"auto" placeholder:"FILE|store|auto" help:"store takes the records of the store that are not there yet (planned to accepted), with their costs. FILE is a CSV with the columns lon, lat and, if you like, name, cost, required, forbidden; auto makes them along the public streets."`
	Model      string   `default:"mclp" enum:"mclp,pmedian,lscp" help:"What is asked for: ${enum}."`
	Minutes    *int     `placeholder:"N" help:"The service circle, 1 to 120 minutes. Default: what the scheme's norms say, else 10."`
	Budget     *int64   `placeholder:"N" help:"What the new places may cost together."`
	Cost       *int64   `placeholder:"N" help:"What each candidate of auto costs; needed with --budget there."`
	MayClose   []string `placeholder:"CODE,…" help:"Open places that may be given up; each allows one new place more."`
	Spacing    *float64 `placeholder:"M" help:"Metres between the candidates of auto. Default: 200."`
	Kind       string   `placeholder:"KIND" help:"Kind of places. Default: red_sail_station."`
	Profile    string   `placeholder:"NAME" help:"Who walks: adult, elderly, wheelchair (no steps), bicycle, or a profile of the scheme's own rules. Default: adult."`
	Policy     bool     `help:"Judge households by the minutes of the class of their area, as the scheme's norms say (service_circle_by_class)."`
	Seed       uint64   `default:"1" help:"The same question with the same seed has the same answer."`
	Out        string   `placeholder:"FILE" help:"Write a report into FILE.html (to print, with a map), FILE.csv or FILE.geojson too."`
	JSON       bool     `name:"json" help:"Print JSON."`
}

// Run solves and prints.
func (c *siteCmd) Run(ctx context.Context, io streams) (err error) {
	ask, err := c.ask()
	if err != nil {
		return err
	}
	if c.Out != "" { // before the long run
		if _, err := reportForm(c.Out); err != nil {
			return err
		}
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
	if c.Kind != "" {
		if err := oneKind(a, c.Kind); err != nil {
			return err
		}
	}
	if err := oneProfile(a, c.Profile); err != nil {
		return err
	}
	p := plan.New(a)
	got, err := p.Site(ctx, ask, func(done float64, note string, _ ...jobs.Step) {
		if io.live {
			fmt.Fprintf(io.err, "\rredsail: %3.0f %%  %-70.70s", 100*done, note)
		}
	})
	if io.live {
		fmt.Fprintln(io.err)
	}
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeReport(c.Store, c.Out, func(form string) ([]byte, error) { return p.SitingReport(ctx, got, form) }); err != nil {
			return err
		}
	}
	if c.JSON {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(got)
	}
	return printSites(io.out, got)
}

func (c *siteCmd) ask() (plan.SitingAsk, error) {
	minutes, err := minutesOf(c.Minutes)
	if err != nil {
		return plan.SitingAsk{}, err
	}
	ask := plan.SitingAsk{Model: c.Model, New: c.New, Minutes: minutes, Budget: c.Budget, Seed: c.Seed, Spacing: c.Spacing, Cost: c.Cost, MayClose: c.MayClose, Kind: c.Kind, Profile: c.Profile, Policy: c.Policy}
	if c.Candidates == "auto" {
		return ask, c.check(&ask)
	}
	if c.Candidates == plan.FromStore {
		ask.From = plan.FromStore
		return ask, c.check(&ask)
	}
	ask.Candidates = []plan.Candidate{{}} // those of the file, which is read when all else is right
	if err := c.check(&ask); err != nil {
		return ask, err
	}
	f, err := os.Open(c.Candidates)
	if err != nil {
		return ask, err
	}
	defer f.Close()
	if ask.Candidates, err = readCandidates(f); err != nil {
		return ask, fmt.Errorf("%s: %w", c.Candidates, err)
	}
	return ask, nil
}

// check refuses a question that contradicts itself, in the words of the flags.
func (c *siteCmd) check(ask *plan.SitingAsk) error {
	if err := ask.Check(); err != nil {
		return usagef("%s", flagged(err))
	}
	return nil
}

// flagged is an error of the question as one of flags.
func flagged(err error) string {
	text := err.Error()
	for field, flag := range map[string]string{"spacing_m": "--spacing", "new": "--new", "budget": "--budget", "cost": "--cost", "minutes": "--minutes", "model": "--model"} {
		if rest, ok := strings.CutPrefix(text, field); ok {
			return flag + rest
		}
	}
	return text
}

// readCandidates reads a CSV; errors name the line.
func readCandidates(in io.Reader) ([]plan.Candidate, error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, city.Errorf(city.Invalid, "bad_csv", "there is no line of column names: %s", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		if _, twice := at[name]; twice {
			return nil, city.Errorf(city.Invalid, "bad_csv", "the column %q stands twice", name)
		}
		at[name] = i
	}
	for _, need := range []string{"lon", "lat"} {
		if _, there := at[need]; !there {
			return nil, city.Errorf(city.Invalid, "bad_csv", "there is no column %s", need)
		}
	}
	var out []plan.Candidate
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(out) == 0 {
				return nil, city.Errorf(city.Invalid, "bad_csv", "there is no candidate")
			}
			return out, nil
		}
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "%s", err)
		}
		line, _ := r.FieldPos(0)
		c, err := candidateOf(row, at)
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "line %d: %s", line, err)
		}
		if out = append(out, c); len(out) > plan.MostCandidates {
			return nil, city.Errorf(city.TooLarge, "too_many_candidates", "there are more than %d candidates", plan.MostCandidates)
		}
	}
}

func candidateOf(row []string, at map[string]int) (c plan.Candidate, err error) {
	cell := func(name string) string {
		if i, there := at[name]; there {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	for name, into := range map[string]*float64{"lon": &c.Lon, "lat": &c.Lat} {
		v, ok := atlas.ParseNumber(cell(name))
		if !ok {
			return c, fmt.Errorf("%s is no number", name)
		}
		*into = v
	}
	c.Name = strings.Clone(cell("name"))
	if text := cell("cost"); text != "" {
		if c.Cost, err = strconv.ParseInt(text, 10, 64); err != nil {
			return c, fmt.Errorf("cost is no whole number")
		}
	}
	for name, into := range map[string]*bool{"required": &c.Required, "forbidden": &c.Forbidden} {
		switch strings.ToLower(cell(name)) {
		case "", "0", "no", "false":
		case "1", "yes", "true":
			*into = true
		default:
			return c, fmt.Errorf("%s is neither yes nor no", name)
		}
	}
	return c, nil
}

func printSites(out io.Writer, s *plan.Sites) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "model\t%s, %d minutes, %d candidates, seed %d\nrevision\t%d\nobjective\t%g\nupper bound\t%g\ngap\t%.4f %%\ncovered before\t%s of %s\n",
		s.Model, s.Minutes, s.Candidates, s.Seed, s.Revision, s.Objective, s.UpperBound, s.GapPercent, count(s.Before.Covered), count(s.Before.Total))
	printProfile(w, s.Profile, s.Assumptions.Assumptions)
	printPolicy(w, s.Policy)
	for _, l := range s.LeftOut {
		fmt.Fprintf(w, "left out\t%d candidates %s\n", l.Count, l.Why)
	}
	records := slices.ContainsFunc(s.Chosen, func(c plan.Chosen) bool { return c.Code != "" })
	fmt.Fprintf(w, "\n#\tlon\tlat\tnew households\tname")
	if records {
		fmt.Fprintf(w, "\tcode\tstate\tcost")
	}
	fmt.Fprintf(w, "\n")
	for i, c := range s.Chosen {
		fmt.Fprintf(w, "%d\t%.7f\t%.7f\t%d\t%s", i+1, c.Lon, c.Lat, c.Gain, c.Name)
		if records {
			fmt.Fprintf(w, "\t%s\t%s\t%d", c.Code, c.State, c.Cost)
		}
		fmt.Fprintf(w, "\n")
	}
	for _, c := range s.Closed {
		fmt.Fprintf(w, "close\t%s\t\t%d\t%s\n", c.Code, c.Loss, c.Name)
	}
	return w.Flush()
}
