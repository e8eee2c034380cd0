package atlas

import (
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// MostMinutes is the longest walk that is drawn.
const MostMinutes = 30

// Band is the ground from which places are within some minutes on foot, as a drawing: whether a
// building is, is told by its own way (see Locate), not by whether it lies in the band.
type Band struct {
	Minutes int
	// Place is the one place, or the nearest one of several; nil where all are drawn together.
	Place *city.Place
	Shape geo.MultiPolygon // may be empty
}

// farther is how much farther than the walk itself the drawing of a circle may reach, in metres.
const farther = 50

// Circle draws the bands of one place for people of a profile ("" = adults) who walk to it, or (from) away
// from it, whatever its state, the widest first. A city without streets is Conflict with code no_network, a place off them with code
// place_off_network.
func (p *Picture) Circle(ctx context.Context, pl *city.Place, profile string, from bool, minutes []int) ([]Band, error) {
	net, err := p.walked(profile)
	if err != nil {
		return nil, err
	}
	doors := doorsAt(net, 0, doorsOf(pl), from)
	if len(doors) == 0 {
		return nil, city.Errorf(city.Conflict, "place_off_network", "%s %s stands farther than %.0f m from any street on which people walk, or behind a barrier: there is no circle to draw", pl.Kind, pl.Code, float64(walk.SnapReach))
	}
	minutes = widestFirst(minutes)
	grid, err := contours(ctx, net, around(net, doorsOf(pl), minutes[0]), doors, from, minutes[0])
	if err != nil {
		return nil, err
	}
	out := make([]Band, len(minutes))
	for i, m := range minutes {
		shape, err := grid.Within(ctx, limitOf(m))
		if err != nil {
			return nil, err
		}
		out[i] = Band{Minutes: m, Place: pl, Shape: shape}
	}
	return out, nil
}

// PlaceAsk asks for the circle of the place that a code of a kind finds, or of any kind when it is empty.
type PlaceAsk struct {
	Kind, Code, Profile string
	From                bool // the way from the place
	Minutes             []int
}

// PlaceCircle is Circle of a place; see Place.
func (a *Atlas) PlaceCircle(ctx context.Context, p *Picture, ask PlaceAsk) ([]Band, error) {
	r, _, err := a.findPlace(ctx, p, ask.Kind, ask.Code)
	if err != nil {
		return nil, err
	}
	pl, ok := r.Content.(*city.Place)
	if !ok {
		return nil, city.Errorf(city.Internal, "internal", "%s is no place", r.Key())
	}
	leave, err := a.overlay.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return p.Circle(ctx, pl, ask.Profile, ask.From, ask.Minutes)
}

// CircleSet is the circles of so many minutes around all open places of some kinds that have all the tags
// (services or skills; none = any), for people of a profile ("" = adults): merged, or split by which place
// is the nearest.
type CircleSet struct {
	Kinds, Tags []string
	Profile     string
	Minutes     []int
	Split       bool
	From        bool // people walk from the place
}

// kinds are the kinds as one word.
func (s *CircleSet) kinds() string { return strings.Join(s.Kinds, ",") }

// CirclesAsk asks for circles within a box.
type CirclesAsk struct {
	CircleSet
	Box geo.Box
}

// Circles is Circles of a picture; only some are drawn at the same time.
func (a *Atlas) Circles(ctx context.Context, p *Picture, ask CirclesAsk) ([]Band, error) {
	leave, err := a.overlay.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return p.Circles(ctx, ask)
}

// mostOutlines bounds what one answer draws and holds.
const mostOutlines = 200

// Circles draws the bands of circles, the widest first; places outside the box count too. Bands without ground in the box are left
// out. A box that is too large to draw in is TooLarge with code box_too_large.
func (p *Picture) Circles(ctx context.Context, ask CirclesAsk) ([]Band, error) {
	net, err := p.walked(ask.Profile)
	if err != nil {
		return nil, err
	}
	minutes := widestFirst(ask.Minutes)
	var doors []walk.Door
	open := p.openPlaces(ask.Kinds, ask.Tags)
	for i, pl := range open {
		doors = append(doors, doorsAt(net, int32(i), doorsOf(pl), ask.From)...)
	}
	grid, err := contours(ctx, net, ask.Box, doors, ask.From, minutes[0])
	if err != nil {
		return nil, err
	}
	if ask.Split {
		if err := fewOutlines(grid, minutes); err != nil {
			return nil, err
		}
	}
	var out []Band
	for _, m := range minutes {
		err := bandsOf(ctx, grid, m, open, ask.Split, func(b Band) { out = append(out, b) })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fewOutlines refuses to draw too many outlines in one answer.
func fewOutlines(grid *walk.Contours, minutes []int) error {
	drawn := 0
	for _, m := range minutes {
		drawn += grid.Facilities(limitOf(m))
	}
	if drawn > mostOutlines {
		return city.Errorf(city.TooLarge, "box_too_large", "more than %d outlines, of each place and number of minutes one, are not drawn at once: take a smaller box or fewer minutes", mostOutlines)
	}
	return nil
}

// bandsOf draws the bands of so many minutes that have ground: one of all places, or (split) one of each
// place that is the nearest of some.
func bandsOf(ctx context.Context, grid *walk.Contours, minutes int, open []*city.Place, split bool, take func(Band)) error {
	if split {
		return grid.Apart(ctx, limitOf(minutes), func(f int32, shape geo.MultiPolygon) error {
			if len(shape) > 0 {
				take(Band{Minutes: minutes, Place: open[f], Shape: shape})
			}
			return nil
		})
	}
	shape, err := grid.Within(ctx, limitOf(minutes))
	if err == nil && len(shape) > 0 {
		take(Band{Minutes: minutes, Shape: shape})
	}
	return err
}

// openPlaces are the open places of some kinds that have all the tags.
func (p *Picture) openPlaces(kinds, tags []string) []*city.Place {
	w := wanted{kinds, tags}
	var out []*city.Place
	for _, kind := range kinds {
		if k := p.places[kind]; k != nil {
			for _, pl := range k.open {
				if w.takes(pl) {
					out = append(out, pl)
				}
			}
		}
	}
	return out
}

// walked is the network of a profile that can be drawn on.
func (p *Picture) walked(profile string) (*walk.Network, error) {
	net, err := p.laidFor(profile)
	if err != nil {
		return nil, err
	}
	switch {
	case net.err != nil:
		return nil, net.err
	case net.net == nil:
		return nil, city.Errorf(city.Conflict, "no_network", "the city has no streets on which people walk: there is no circle to draw")
	case p.shifted(net.net, p.feetFor(profile)):
		return nil, city.Errorf(city.Conflict, "shifted_streets", "the buildings and the streets of the city are not in the same coordinate system: no circle is drawn")
	}
	return net.net, nil
}

func limitOf(minutes int) walk.Time { return walk.Time(minutes) * 600 }

func widestFirst(minutes []int) []int {
	out := slices.Clone(minutes)
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out
}

// doorsAt are where people arrive who come to a place, or (from) set out who leave it.
func doorsAt(net *walk.Network, number int32, points []geo.Point, from bool) []walk.Door {
	var out []walk.Door
	for _, f := range appendFeet(nil, net, points) {
		if from {
			out = append(out, walk.Door{Facility: number, Foothold: f})
			continue
		}
		for _, a := range net.Arrivals(f) {
			out = append(out, walk.Door{Facility: number, Foothold: a})
		}
	}
	return out
}

// contours asks for the ground in a box.
func contours(ctx context.Context, net *walk.Network, box geo.Box, doors []walk.Door, from bool, minutes int) (*walk.Contours, error) {
	dir := walk.ToFacility
	if from {
		dir = walk.FromFacility
	}
	field, err := net.Graph().Nearest(dir, doors, limitOf(minutes))
	if err != nil {
		return nil, city.Errorf(city.Internal, "internal", "the circle cannot be drawn: %s", err)
	}
	grid, err := net.Contours(ctx, box, field)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, city.Errorf(city.TooLarge, "box_too_large", "%s", strings.TrimPrefix(err.Error(), "walk: "))
	}
	return grid, nil
}

// around is the box that no walk of so many minutes from one of the points leaves.
func around(net *walk.Network, points []geo.Point, minutes int) geo.Box {
	metres := net.Profile().Kmh/3.6*60*float64(minutes) + farther
	if !net.Flat() {
		metres *= 1.25 // gently downhill people walk up to a fifth faster
	}
	box := geo.EmptyBox()
	for _, q := range points {
		o := geo.NewOrigin(q.LonLat())
		box = box.Union(boxAbout(&o, q, metres))
	}
	return box
}

// boxAbout is the box that reaches so many metres each way from a point, which is the origin too.
func boxAbout(o *geo.Origin, q geo.Point, metres float64) geo.Box {
	east, north := o.Degree()
	x, y := metres/max(east, 1e-3)*geo.Scale, metres/north*geo.Scale
	return geo.Box{
		Min: geo.Point{X: cut(float64(q.X)-x, geo.MaxX), Y: cut(float64(q.Y)-y, geo.MaxY)},
		Max: geo.Point{X: cut(float64(q.X)+x, geo.MaxX), Y: cut(float64(q.Y)+y, geo.MaxY)},
	}
}

func cut(v, most float64) int32 { return int32(max(-most, min(most, v))) }
