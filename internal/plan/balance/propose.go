package balance

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Bounds of one proposal.
const (
	mostKnives = 4000 // lines
	mostPoints = 60_000
	mostCells  = 1500
)

// Propose splits an area into parts of about equal households. What the layer, the code or
// the number of parts is wrong with is an error: unknown_code, no_norm, within_norm, out_of_range,
// no_households, too_many_parts. Where the number is left open it is the fewest that the norm allows, or one more
// where a part of these would be above the norm still and one more keeps to it. That no good split exists is none: the proposal says so.
func (c *City) Propose(ctx context.Context, ask Ask) (*Proposal, error) {
	i, err := c.find(ask.Code)
	if err != nil {
		return nil, err
	}
	out, parts, err := c.begin(i, ask)
	if err != nil {
		return nil, err
	}
	if err := c.search(ctx, i, parts, out); err != nil || !out.AboveNorm || ask.Parts != 0 || parts == MostParts {
		return out, err
	}
	more, _, err := c.begin(i, ask)
	if err != nil {
		return nil, err
	}
	if err := c.search(ctx, i, parts+1, more); err != nil {
		return nil, err
	}
	if more.Balanced && !more.AboveNorm && !more.BelowNorm {
		return more, nil
	}
	return out, nil
}

// begin is a proposal that says of the area what there is to say, and into how many parts it is to be split.
func (c *City) begin(i int, ask Ask) (*Proposal, int, error) {
	out := &Proposal{Layer: c.Layer, Code: ask.Code, Name: c.areas[i].Name(), NameEn: c.areas[i].Names.En, Revision: c.rev, Method: Nothing, lived: c.sums[i].lived}
	n := c.sums[i].households
	out.Households = &n
	out.clear()
	norm, err := NormOf(c.scheme, c.Layer)
	if err == nil {
		out.Norm = &norm
	} else if ask.Parts == 0 {
		return nil, 0, err
	}
	parts, err := c.partsOf(i, ask, norm)
	return out, parts, err
}

// partsOf is into how many parts an area is to be split.
func (c *City) partsOf(i int, ask Ask, norm Norm) (int, error) {
	key, s := c.areas[i].Key(), c.sums[i]
	switch {
	case ask.Parts != 0 && (ask.Parts < 2 || ask.Parts > MostParts):
		return 0, city.Errorf(city.Invalid, "out_of_range", "parts: %d is not between 2 and %d", ask.Parts, MostParts)
	case s.households == 0:
		return 0, city.Errorf(city.Conflict, "no_households", "%s: no building that belongs to it has a count of households, so nothing can be balanced", key)
	case ask.Parts != 0:
		return ask.Parts, nil
	case s.households <= norm.Most:
		return 0, city.Errorf(city.Conflict, "within_norm", "%s has no more households than the norm of %d; say by parts into how many it is to be split all the same", key, norm.Most)
	}
	parts := partsFor(s.households, norm)
	if parts > MostParts {
		return 0, city.Errorf(city.TooLarge, "too_many_parts", "%s would have to be split into more than %d parts at once: say parts, and split them again", key, MostParts)
	}
	return parts, nil
}

func (p *Proposal) clear() {
	p.Parts, p.Compounds, p.Walls, p.Border.Names, p.Sources = []Part{}, []Cut{}, []WallCut{}, []string{}, []string{}
}

// plan is one way to split, as far as it was followed.
type plan struct {
	method  string
	cells   *cells
	answer  *answer
	strokes []stroke
	parts   []made
	off     float64 // of the worst part, in per cent of the mean
	reason  string  // why it is not balanced
}

// search tries lines that are there, then these prolonged, then straight cuts, until the
// parts are balanced, and else keeps the best.
func (c *City) search(ctx context.Context, i, parts int, out *Proposal) error {
	p := c.survey(i)
	var best *plan
	knives := p.knives
	for _, method := range []string{AlongStreets, Prolonged, Straight} {
		switch method {
		case Prolonged:
			knives = append(slices.Clone(knives), p.prolonged()...)
		case Straight:
			knives = slices.Concat(knives, p.sweeps(parts), p.between())
		}
		found, reason, err := p.try(ctx, method, knives, parts, seedOf(out.Code))
		if err != nil {
			return err
		}
		if found != nil {
			found.reason = reason
		}
		out.Proven = found != nil && found.answer.none // of all lines and cuts in the end
		if out.Reason == "" {
			out.Reason = reason // of the lines that are there
		}
		if found.betterThan(best) {
			if best != nil && best.off <= tenPercent {
				out.Reason = ReasonDetour
			}
			best = found
		}
		if method != AlongStreets && best != nil && best.off <= tenPercent {
			break
		}
	}
	out.Proven = out.Proven && (best == nil || best.off > tenPercent)
	if best == nil {
		out.Says = inWords(out)
		return nil
	}
	c.fill(out, p, best)
	return nil
}

// betterThan is true of a plan that is better balanced than one with fewer lines or, where
// that one is balanced already, needs less than half of its border.
func (f *plan) betterThan(o *plan) bool {
	switch {
	case f == nil || o == nil:
		return f != nil
	case o.off <= tenPercent:
		return f.off <= tenPercent && 2*f.answer.cost < o.answer.cost
	}
	return f.off < o.off
}

const tenPercent = 10.0

func seedOf(code string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(code)) // it never fails
	return h.Sum64()
}

// try follows one set of lines to its end; the reason says what is wrong with what came out.
func (p *plot) try(ctx context.Context, method string, knives []knife, parts int, seed uint64) (*plan, string, error) {
	points := 0
	for i := range knives {
		points += len(knives[i].path)
	}
	if len(knives) > mostKnives || points > mostPoints {
		return nil, ReasonTooMuch, nil
	}
	c, err := p.lay(ctx, knives, parts)
	if errors.Is(err, partition.ErrUnstable) {
		return nil, ReasonUnsettled, nil
	} else if err != nil {
		return nil, "", err
	}
	if len(c.weight) > mostCells {
		return nil, ReasonTooMuch, nil
	}
	ways, err := c.solve(ctx, seed)
	if err != nil {
		return nil, "", err
	}
	reason := ReasonNoLine
	for _, a := range ways {
		strokes, ok := c.strokes(a)
		if !ok {
			reason = ReasonNotALine
			continue
		}
		cut, ok, err := p.recount(ctx, c, a, strokes)
		if errors.Is(err, partition.ErrUnstable) || err == nil && !ok {
			reason = ReasonUnsettled
			continue
		} else if err != nil {
			return nil, "", err
		}
		if slices.ContainsFunc(cut, func(m made) bool { return m.sum.households == 0 }) {
			reason = c.reason(a) // a part where nobody lives is none
			continue
		}
		return &plan{method: method, cells: c, answer: a, strokes: strokes, parts: cut, off: worstOff(cut)}, c.reason(a), nil
	}
	return nil, reason, nil
}

// reason is why the parts are not balanced; empty when they are.
func (c *cells) reason(a *answer) string {
	if a.excess == 0 {
		return ""
	}
	for _, w := range c.weight {
		if w*int64(c.k) > c.total && c.over(w) > 0 {
			return ReasonOneBlock
		}
	}
	return ReasonNoChoice
}

func worstOff(parts []made) float64 {
	total := int64(0)
	for i := range parts {
		total += parts[i].sum.households
	}
	worst := 0.0
	for i := range parts {
		worst = max(worst, math.Abs(100*float64(int64(len(parts))*parts[i].sum.households-total)/float64(total)))
	}
	return worst
}

// fill writes what was found.
func (c *City) fill(out *Proposal, p *plot, f *plan) {
	out.Method, out.Exact = f.method, f.answer.exact
	out.Balanced = f.off <= tenPercent
	off := math.Round(f.off*100) / 100
	out.WorstOff = &off
	if !out.Balanced || f.method == AlongStreets {
		out.Reason = f.reason
	}
	out.Says = inWords(out)
	codes := c.codes(out.Code, len(f.parts)-1)
	out.Change = &Change{Note: fmt.Sprintf("网格均衡：拆分 %s；balance: split %s", out.Code, out.Code)}
	for i := range f.parts {
		m := &f.parts[i]
		n := m.sum.households
		part := Part{
			Code: out.Code, At: m.at.LonLat(), Buildings: m.sum.buildings, Households: &n, AreaM2: math.Round(float64(m.shape.Area())),
			lived: m.sum.lived, households: n, shape: m.shape,
		}
		out.BelowNorm = out.BelowNorm || out.Norm != nil && n < out.Norm.Least
		out.AboveNorm = out.AboveNorm || out.Norm != nil && n > out.Norm.Most
		if i < len(f.strokes) {
			part.Code = codes[i]
			out.Change.Edits = append(out.Change.Edits, c.split(out.Code, codes[i], f, i))
		}
		out.Parts = append(out.Parts, part)
	}
	for i := range f.strokes {
		out.Walls = append(out.Walls, p.wallCuts(&f.strokes[i])...)
		p.measure(&f.strokes[i], f.cells.knives, out)
	}
	slices.Sort(out.Sources)
	if len(out.Sources) > 0 {
		out.Change.Note += "；界线依据 lines of: " + strings.Join(out.Sources, "; ")
	}
	out.round()
}

// split is the edit of a stroke.
func (c *City) split(code, fresh string, f *plan, i int) Edit {
	s := Split{Layer: c.Layer, Code: code}
	for _, q := range f.strokes[i].path {
		s.Line = append(s.Line, q.LonLat())
	}
	// What is left may be cut again: a point of it is one of the last part.
	s.Parts = []Piece{{Code: code, At: f.parts[len(f.parts)-1].at.LonLat()}, {Code: fresh, At: f.parts[i].at.LonLat()}}
	return Edit{Split: s}
}

// codes are those of the new parts: none where the layer's codes are numbers of a series,
// which are given when the change is made.
func (c *City) codes(code string, n int) []string {
	out := make([]string, n)
	def, err := c.scheme.Layer(c.Layer)
	if err != nil || def.Code.Profile == city.ProfileCN15 {
		return out
	}
	k := 2
	for i := range out {
		for c.refused[fmt.Sprintf("%s-%d", code, k)] {
			k++
		}
		out[i] = fmt.Sprintf("%s-%d", code, k)
		k++
	}
	return out
}

// measure adds up along what a stroke runs.
func (p *plot) measure(s *stroke, knives []knife, out *Proposal) {
	b := &out.Border
	for _, e := range s.edges {
		k := cheapest(e, knives)
		length := float64(geo.Distance(e.A.LonLat(), e.B.LonLat()))
		*[kinds]*float64{&b.StreetM, &b.PathM, &b.WaterM, &b.FenceM, &b.OpenM}[k.kind] += length
		if k.of != nil && k.kind != byFence && k.of.Names.Zh != "" && !slices.Contains(b.Names, k.of.Name()) {
			b.Names = append(b.Names, k.of.Name())
		}
		if k.of != nil && k.of.Source != "" && !slices.Contains(out.Sources, k.of.Source) {
			out.Sources = append(out.Sources, k.of.Source)
		}
		y := p.within(e, knives)
		if y == nil {
			continue
		}
		at := slices.IndexFunc(out.Compounds, func(c Cut) bool { return c.Code == y.Code })
		if at < 0 {
			at = len(out.Compounds)
			out.Compounds = append(out.Compounds, Cut{Code: y.Code, Name: y.Name(), NameEn: y.Names.En})
		}
		out.Compounds[at].LengthM += length
	}
}

// round leaves decimetres, and drops compounds that the border only brushes.
func (p *Proposal) round() {
	b := &p.Border
	for _, m := range []*float64{&b.StreetM, &b.PathM, &b.WaterM, &b.FenceM, &b.OpenM} {
		*m = math.Round(*m*10) / 10
	}
	p.Compounds = slices.DeleteFunc(p.Compounds, func(c Cut) bool { return c.LengthM < 1 })
	for i := range p.Compounds {
		p.Compounds[i].LengthM = math.Round(p.Compounds[i].LengthM*10) / 10
	}
}

// inWords says what the reason means.
func inWords(p *Proposal) string {
	why := map[string]string{
		ReasonNoLine:    "no street, path, river, wall or border of a compound cuts it from border to border without cutting a building",
		ReasonOneBlock:  "between the lines lies a piece that cannot be cut and has more households than a part may have",
		ReasonNoChoice:  "no connected choice of the pieces between the lines was found that comes within ten per cent of the mean",
		ReasonNotALine:  "the best parts have a border that is not one line",
		ReasonTooMuch:   "more lines run through it than are looked at for one area",
		ReasonUnsettled: "the lines do not come to rest on the lattice",
		ReasonDetour:    "the border would be more than twice as long, or as dear",
	}[p.Reason]
	switch {
	case why == "":
		return ""
	case p.Method == Nothing:
		return "There is no proposal: " + why + "; and straight cuts between its buildings make none either."
	case !p.Balanced:
		says := "This is the best split that was found, and it is not balanced: " + why + "; and no cut over open ground balances it."
		if p.Proven {
			return says + " All ways along these lines and cuts were gone through: none is balanced."
		}
		return says + " They are too many to go through them all: there may be a balanced one."
	}
	if p.Reason == ReasonDetour {
		return "Along the lines that are there " + why + ". So it runs over open ground in places."
	}
	return "Along the lines that are there it cannot be balanced: " + why + ". So the border runs over open ground in places."
}
