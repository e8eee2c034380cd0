package intake

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// The comparison of buildings and places with what the store holds. Records of the same codes tell most: a web map
// moves all of them alike. Where they tell nothing, the streets do, and where these do not, the border of the city.
const (
	knownReach  = 10.0 // metres: a record that is so near is where it was
	leastThings = 20   // of the known ones, and of those beside streets or the border
	knownShare  = 0.8  // of the known ones must be where they were under a guess
	knownStill  = 0.2  // and no more of them as they stand
	knownAgree  = 0.5  // of them as they stand show that the file is not shifted
	leastOut    = 0.1  // of all that lie outside of the city as they stand
	leftOut     = 0.1  // of these may be outside still under the guess
	sidewaysOut = 0.25 // of these are outside more where all is moved as far in any other direction,
	besideOut   = 0.05 // and so many in the two next to it
)

// Why rows are taken though something is shifted.
const (
	ShiftedFile    = "shifted_file"    // they are, and their system was stated
	ShiftedStreets = "shifted_network" // the streets of the store are
	ShiftedOutline = "shifted_outline" // the border of the city is
)

// ShiftedThings tells that rows were taken though they or what they were compared with are shifted.
type ShiftedThings struct {
	Reason  string `json:"reason"` // ShiftedFile, ShiftedStreets, ShiftedOutline or SetBack
	Datum   string `json:"datum"`  // gcj02, bd09; wgs84 = that side was moved and had no shift; empty of SetBack
	Message string `json:"message"`
}

// thingShift is what a comparison says of the rows.
type thingShift struct {
	said    witness
	guess   int
	against string // building, place, barrier, network or outline
	measure string
	// revision wrote all that the rows were compared with; 0 = several did, or it is not known.
	revision int64
}

// checkShift refuses rows whose positions are those of the store, or fit its streets or the border of the city, only
// when they are shifted as in GCJ-02 or BD-09. Known rows that are to replace those of the store in a system that is
// stated, or that stand on the streets as they are, mend it. Against streets and border a system that is stated
// stands, and where these are shifted the rows are taken: both are told.
func (im *thingImporter) checkShift(ctx context.Context, s city.Reader) error {
	drafts, box := im.movedDrafts()
	if im.state.Revision == 0 || len(drafts) < leastThings {
		im.tellFew(drafts)
		return nil
	}
	guesses, err := datumGuesses(im.report.CRS)
	if err != nil {
		return err
	}
	known := im.askKnown(guesses, drafts)
	switch {
	case known.said == agrees:
		return nil
	case known.said == refuses && im.o.Replace && isStated(im.o.CRS):
		im.mend(guesses[known.guess])
		return nil
	case im.kind == city.KindLine && known.said == refuses:
		return im.refuseShift(guesses, known)
	case im.kind == city.KindLine:
		return nil
	}
	places := make([]geo.Point, len(drafts))
	for i, d := range drafts {
		places[i] = middle(d.given.Box())
	}
	places = evenly(places, mostBuildings)
	found, err := im.askStreets(ctx, s, guesses, places, box)
	switch {
	case err != nil:
		return err
	case found.said == agrees:
		if known.said == refuses {
			im.mend(guesses[known.guess])
		}
		return nil
	case known.said == refuses:
		return im.refuseShift(guesses, known)
	case found.said == knowsNothing:
		if found, err = im.askOutline(ctx, s, guesses, places); err != nil {
			return err
		}
	}
	if found.said != refuses {
		return nil
	}
	return im.tellShift(guesses, found)
}

// tellFew counts the rows that are too few to tell their datum, where nobody and nothing said it: positions in degrees
// of which a web map's would look the same. Rows that are where the store has them already are no news.
func (im *thingImporter) tellFew(drafts []*thingDraft) {
	if len(drafts) >= leastThings || isStated(im.o.CRS) || im.stated || im.projected || im.exported != nil {
		return
	}
	for _, d := range drafts {
		v := im.things.inForce[d.given.Key()]
		if v == nil || !streets.Wider(d.given.Box(), knownReach).Intersects(v.Content.Box()) {
			im.report.DatumUnjudged++
		}
	}
}

// movedDrafts are the rows that say where they are, and the box of them.
func (im *thingImporter) movedDrafts() (out []*thingDraft, box geo.Box) {
	box = geo.EmptyBox()
	for _, d := range im.drafts {
		if d.rejected || !d.moved || d.given == nil {
			continue
		}
		if at := d.given.Box(); !at.Empty() {
			out, box = append(out, d), box.Union(at)
		}
	}
	return out, box
}

func middle(b geo.Box) geo.Point {
	return geo.Point{X: b.Min.X + (b.Max.X-b.Min.X)/2, Y: b.Min.Y + (b.Max.Y-b.Min.Y)/2}
}

// askKnown compares the rows with the records of the same codes.
func (im *thingImporter) askKnown(guesses []datumGuess, drafts []*thingDraft) thingShift {
	n, there := 0, make([]int, len(guesses))
	out := thingShift{against: string(im.o.Kind)}
	for _, d := range drafts {
		v := im.things.inForce[d.given.Key()]
		if v == nil || v.Content.Box().Empty() {
			continue
		}
		n++
		if n == 1 {
			out.revision = v.RevFrom
		} else if out.revision != v.RevFrom {
			out.revision = 0
		}
		old, now := v.Content.Box(), streets.Wider(d.given.Box(), knownReach)
		for g := range guesses {
			if q, ok := guesses[g].move(middle(old)); ok && now.Intersects(movedBox(old, q)) {
				there[g]++
			}
		}
	}
	for g := range guesses {
		if there[g] > there[out.guess] {
			out.guess = g
		}
	}
	share := func(g int) float64 { return float64(there[g]) / float64(max(n, 1)) }
	switch {
	case n < leastThings:
	case share(0) >= knownAgree:
		out.said = agrees
	case share(out.guess) >= knownShare && share(0) <= knownStill:
		out.said = refuses
		out.measure = fmt.Sprintf("of %d of the same codes in the store %.0f %% are within %.0f m then, and %.0f %% as they stand", n, 100*share(out.guess), knownReach, 100*share(0))
	}
	return out
}

// movedBox is a box with another middle.
func movedBox(b geo.Box, to geo.Point) geo.Box {
	at := middle(b)
	b.Min.X, b.Max.X = b.Min.X+to.X-at.X, b.Max.X+to.X-at.X
	b.Min.Y, b.Max.Y = b.Min.Y+to.Y-at.Y, b.Max.Y+to.Y-at.Y
	return b
}

// back undoes the move of a guess: where a place of the file is in the store. The shift of a web map hardly differs
// within a kilometre, so two steps come within a metre.
func back(move shiftMove) shiftMove {
	return func(q geo.Point) (geo.Point, bool) {
		p := q
		for range 2 {
			r, ok := move(p)
			if !ok {
				return q, false
			}
			p.X, p.Y = p.X+q.X-r.X, p.Y+q.Y-r.Y
		}
		return p, true
	}
}

// askStreets compares the rows with the streets of the store, as streets are compared with buildings. Whether
// the streets are those of elsewhere it does not ask: a web map may move a small town off all its streets.
func (im *thingImporter) askStreets(ctx context.Context, s city.Reader, guesses []datumGuess, places []geo.Point, box geo.Box) (thingShift, error) {
	out := thingShift{against: "network"}
	edges, err := im.edgesAround(ctx, s, streets.Wider(box, aroundBuildings))
	if err != nil || edges.box.Empty() {
		return out, err
	}
	moves := make([]shiftMove, len(guesses))
	for g := range guesses {
		moves[g] = back(guesses[g].move)
	}
	v := edges.view(places, moves)
	if v == nil {
		return out, nil
	}
	out.said, out.guess = refuses, v.best
	out.measure = fmt.Sprintf("half of %d of them stand within %.0f m of a street of the city then, and within %.0f m as they stand", v.count, math.Ceil(v.then), math.Ceil(v.here))
	if v.best == 0 {
		out.said = agrees
	}
	return out, nil
}

// edgesAround are the edges of the streets of the store that come into a box.
func (im *thingImporter) edgesAround(ctx context.Context, s city.Reader, box geo.Box) (*streetEdges, error) {
	edges, lines := &streetEdges{box: geo.EmptyBox()}, 0
	for _, layer := range []string{city.LayerRoad, city.LayerPath} {
		known, err := s.Records(ctx, city.Query{Kind: city.KindLine, Layer: layer, At: &im.from, Revision: im.state.Revision, Meets: &box})
		if err != nil {
			return nil, err
		}
		for i := range known {
			l, isLine := known[i].Content.(*city.Line)
			if !isLine {
				continue
			}
			lines++
			edges.box = edges.box.Union(l.Box())
			for _, line := range l.Shape {
				for j := 1; j < len(line); j++ {
					edges.tree.Insert(geo.EmptyBox().Extend(line[j-1]).Extend(line[j]), streetEdge{lines, [2]geo.Point{line[j-1], line[j]}})
				}
			}
		}
	}
	return edges, nil
}

// askOutline counts the rows outside of the city as they stand and under the guesses.
func (im *thingImporter) askOutline(ctx context.Context, s city.Reader, guesses []datumGuess, places []geo.Point) (thingShift, error) {
	out := thingShift{against: "outline"}
	layer, ix, err := im.cityGround(ctx, s)
	if err != nil || ix == nil {
		return out, err
	}
	var over []int32
	outside := func(move shiftMove) (n int) {
		for _, p := range places {
			q, ok := move(p)
			if over = over[:0]; ok {
				over = ix.Covering(0, q, over)
			}
			if len(over) == 0 {
				n++
			}
		}
		return n
	}
	counts := make([]int, len(guesses))
	for g := range guesses {
		counts[g] = outside(back(guesses[g].move))
		if counts[g] < counts[out.guess] {
			out.guess = g
		}
	}
	here, then := float64(counts[0]), float64(counts[out.guess])
	if here < max(leastThings/2, leastOut*float64(len(places))) || then > leftOut*here {
		return out, nil
	}
	for g := range counts[1:] {
		if g+1 != out.guess && float64(counts[g+1]) < then+sidewaysOut*here {
			return out, nil
		}
	}
	for i := range sidewaysGuesses - 1 {
		more := sidewaysOut
		if i == 0 || i == sidewaysGuesses-2 {
			more = besideOut
		}
		turn := float64(i+1) * 2 * math.Pi / sidewaysGuesses
		if float64(outside(turned(back(guesses[out.guess].move), turn))) < then+more*here {
			return out, nil
		}
	}
	out.said = refuses
	out.measure = fmt.Sprintf("of %d of them %d lie outside of layer %s then, and %d as they stand", len(places), counts[out.guess], layer, counts[0])
	return out, nil
}

const allOfThem = " (with a file of all of them: --replace ends those that it lacks)"

// refuseShift refuses rows of which the records of the same codes say that they or these are shifted.
func (im *thingImporter) refuseShift(guesses []datumGuess, found thingShift) error {
	g := guesses[found.guess]
	shift := &crs.Shift{Side: crs.SideFile, Datum: g.in, Against: found.against, Revision: found.revision}
	suggest := g.try
	switch {
	case g.try == "":
		shift.Side = crs.SideStore
		g.is, _, _ = strings.Cut(g.is, ":")
		g.is += allOfThem
		suggest = "--replace --crs " + statedName(im.report.CRS)
	case found.against == string(im.o.Kind) && isStated(im.o.CRS):
		shift.Side, suggest = crs.SideEither, "--replace --crs "+im.o.CRS
		g.is += "; if the file surely is in " + im.o.CRS + ", then what the store holds now is what is wrong, and this takes its place" + allOfThem
	case im.projected:
		suggest = ""
		g.is += " before it was projected; have it projected again from CGCS2000"
	}
	if suggest != "" && im.o.SwapAxes {
		suggest += " --swap-axes"
	}
	return &crs.Refusal{Cause: crs.CauseShifted, Suggest: suggest, Shift: shift, Message: fmt.Sprintf("%s: %s: %s", im.path, g.is, found.measure)}
}

// tellShift refuses rows that do not fit the streets or the border as they stand; those in a stated system, and those
// of which the store is what is shifted, are taken, and that is told.
func (im *thingImporter) tellShift(guesses []datumGuess, found thingShift) error {
	g := guesses[found.guess]
	if g.try != "" && !isStated(im.o.CRS) {
		return im.refuseShift(guesses, found)
	}
	told := &ShiftedThings{Reason: ShiftedFile, Datum: g.in}
	switch {
	case g.try != "":
		told.Message = g.is + " (it is taken as stated: --crs " + im.o.CRS + ")"
	case found.against == "network":
		told.Reason = ShiftedStreets
		told.Message = "the streets of the store are shifted and this file is not: import them again with network import --crs " + g.in
	default:
		told.Reason = ShiftedOutline
		told.Message = "the border of the city in the store is shifted and this file is not: import it again with --replace --crs " + g.in
	}
	told.Message += ": " + found.measure
	im.report.Shifted = told
	return nil
}
