package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/plan/balance"
)

// balanceCmd compares areas with the norm and proposes how to split them.
type balanceCmd struct {
	storeFlag
	Layer   string `default:"grid" placeholder:"KEY" help:"A layer whose norm the scheme names."`
	Code    string `placeholder:"CODE" help:"Propose how to split this area. Default: list the areas that do not keep to the norm."`
	Parts   int    `placeholder:"N" help:"Into how many parts, 2 to 10. Default: as few as the norm allows."`
	Propose bool   `help:"Propose how to split each area above the norm."`
	JSON    bool   `name:"json" help:"Print JSON; what is in change is what POST /api/v1/changes?dry_run=true takes."`
}

// tellHomes is how many homes a part must have for its sum to be printed: the sum of one
// would be its own.
const tellHomes = 2

// Run prints; the exit code is 1 when an area has no balanced split.
func (c *balanceCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Code != "" && c.Propose {
		return usagef("--code and --propose cannot go together")
	}
	if c.Parts != 0 && c.Code == "" {
		return usagef("--parts needs --code")
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	a, err := atlas.Open(ctx, s, nil)
	if err != nil {
		return err
	}
	plan, err := balance.Read(a.Current(), c.Layer)
	if err != nil {
		return err
	}
	if c.Code != "" {
		return c.one(ctx, io, plan)
	}
	list, err := plan.List(false)
	switch {
	case err != nil:
		return err
	case c.Propose:
		return c.all(ctx, io, plan, list)
	case c.JSON:
		return printJSON(io.out, list)
	}
	return printNorm(io.out, list)
}

func (c *balanceCmd) one(ctx context.Context, io streams, plan *balance.City) error {
	p, err := plan.Propose(ctx, balance.Ask{Layer: c.Layer, Code: c.Code, Parts: c.Parts})
	if err != nil {
		return err
	}
	p.Veil(tellHomes, 0)
	if c.JSON {
		err = printJSON(io.out, p)
	} else {
		err = printProposal(io.out, p)
	}
	if err == nil && !p.Balanced {
		return errFindings
	}
	return err
}

// all proposes for each area above the norm.
func (c *balanceCmd) all(ctx context.Context, io streams, plan *balance.City, list *balance.List) error {
	proposals := []*balance.Proposal{}
	open := 0
	for _, row := range list.Above {
		if row.Parts > balance.MostParts {
			fmt.Fprintf(io.err, "redsail: %s would need %d parts; at most %d are made at once: use --code and --parts\n", row.Code, row.Parts, balance.MostParts)
			open++
			continue
		}
		p, err := plan.Propose(ctx, balance.Ask{Layer: c.Layer, Code: row.Code})
		if err != nil {
			return err
		}
		p.Veil(tellHomes, 0)
		if !p.Balanced {
			open++
		}
		proposals = append(proposals, p)
	}
	var err error
	if c.JSON {
		err = printJSON(io.out, proposals)
	} else {
		err = printProposals(io.out, proposals)
	}
	if err == nil && open > 0 {
		return errFindings
	}
	return err
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func printNorm(out io.Writer, l *balance.List) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "revision\t%d\nnorm of layer %s\t%d to %d households\n", l.Revision, l.Layer, l.Norm.Least, l.Norm.Most)
	fmt.Fprintf(w, "areas\t%d\nwithin the norm\t%d\nabove\t%d\nbelow\t%d\nspecial\t%d\nwithout households\t%d\nnot counted\t%d\n",
		l.Areas, l.Within, len(l.Above), len(l.Below), l.Special, l.Empty, l.Unknown)
	fmt.Fprintf(w, "\nnorm\tcode\thouseholds\tparts\tname\n")
	for _, r := range l.Above {
		fmt.Fprintf(w, "above\t%s\t%d\t%d\t%s\n", r.Code, r.Households, r.Parts, r.Name)
	}
	for _, r := range l.Below {
		fmt.Fprintf(w, "below\t%s\t%d\t\t%s\n", r.Code, r.Households, r.Name)
	}
	return w.Flush()
}

func printProposals(out io.Writer, all []*balance.Proposal) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "code\thouseholds\tparts\tbalanced\tworst %%\tmethod\topen m\tcompounds cut\twalls cut\treason\n")
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%v\t%s\t%s\t%.0f\t%d\t%d\t%s\n", p.Code, count(p.Households), sizes(p), p.Balanced, oneDecimal(p.WorstOff), p.Method, p.Border.OpenM, len(p.Compounds), len(p.Walls), p.Reason)
	}
	return w.Flush()
}

func printProposal(out io.Writer, p *balance.Proposal) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "area\t%s %s\nrevision\t%d\nhouseholds\t%s\nparts\t%s\nbalanced\t%v\nworst part off by %%\t%s\nmethod\t%s\n",
		p.Code, p.Name, p.Revision, count(p.Households), sizes(p), p.Balanced, oneDecimal(p.WorstOff), p.Method)
	b := p.Border
	fmt.Fprintf(w, "border m\tstreets %.0f, paths %.0f, water and rails %.0f, walls and compounds' borders %.0f, open ground %.0f\n", b.StreetM, b.PathM, b.WaterM, b.FenceM, b.OpenM)
	if len(b.Names) > 0 {
		fmt.Fprintf(w, "along\t%s\n", strings.Join(b.Names, " "))
	}
	for _, c := range p.Compounds {
		fmt.Fprintf(w, "cuts compound\t%s %s, %.0f m\n", c.Code, c.Name, c.LengthM)
	}
	for _, c := range p.Walls {
		fmt.Fprintf(w, "cuts wall\t%s at %.7f,%.7f\n", c.Wall, c.At[0], c.At[1])
	}
	if p.BelowNorm {
		fmt.Fprintf(w, "below the norm\ta part has fewer households than the norm asks for\n")
	}
	if p.AboveNorm {
		fmt.Fprintf(w, "above the norm\ta part has more households than the norm allows still: ask for more parts\n")
	}
	printSources(w, p.Sources)
	if p.Says != "" {
		fmt.Fprintf(w, "%s\t%s\n", p.Reason, p.Says)
	}
	return w.Flush()
}

// sizes are the households of the parts; – stands for what is withheld.
func sizes(p *balance.Proposal) string {
	var out []string
	for _, q := range p.Parts {
		out = append(out, count(q.Households))
	}
	return strings.Join(out, " + ")
}

func oneDecimal(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *v)
}
