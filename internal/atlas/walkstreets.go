package atlas

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	ways "github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// The estimate of a way on foot where no network can be walked; see near.go.
const (
	Pace       = pace
	Detour     = detour
	DetourLow  = detourLow
	DetourHigh = detourHigh
)

// streetNet is the walking network of the lines of a picture, made when somebody first asks.
// Pictures with the same lines have one.
type streetNet struct {
	once     sync.Once
	revision int64
	lines    []*city.Line
	net      *walk.Network // nil where there are no streets at all
	empty    *walk.Graph
	report   *walk.Report
	err      error
	ways     wayShelf
	profile  string         // "" = an adult
	others   few[streetNet] // of an adult's network: those of the same lines for other profiles
	asked    sync.Once
	sources  []string // of the lines, found when somebody first asks
}

// dwellingFeet says where the buildings of a picture stand on its network. Pictures with the
// same lines and buildings have one.
type dwellingFeet struct {
	once  sync.Once
	first []int32 // one more than there are buildings
	feet  []walk.Foothold
	err   error
	doubt *SetBack // of the doors of the buildings

	judged  sync.Once
	shifted bool     // the buildings are, as a whole, in another datum than the streets
	setBack *SetBack // else a doubt of it

	others few[dwellingFeet] // of an adult's: those on the networks of other profiles
}

// Streets is the walking network of a picture, with the buildings that stand on it.
type Streets struct {
	*streetNet
	*dwellingFeet
	// Revision is the one whose lines the network is made from.
	Revision  int64
	dwellings []Dwelling
}

// walking is what a picture has of its streets.
type walking struct {
	net   *streetNet
	feet  *dwellingFeet
	kinds map[string]*kindWays // of the kinds of places

	once    sync.Once
	streets *Streets
	err     error

	homes   sync.Once
	list    []Dwelling
	weighed sync.Map
}

// shareWalking lets the picture have in common with another what rests on the same lines and
// buildings.
func (p *Picture) shareWalking(base *Picture) {
	p.walking.net, p.walking.feet = &streetNet{revision: p.Revision}, &dwellingFeet{}
	if base == nil {
		return
	}
	same := func(kind city.RecordKind) bool {
		return oneList(p.things, base.things) || slices.EqualFunc(p.ofKind(kind), base.ofKind(kind), func(a, b city.Record) bool { return sameRecord(&a, &b) })
	}
	if !same(city.KindLine) {
		return
	}
	p.walking.net = base.walking.net
	if same(city.KindBuilding) {
		p.walking.feet = base.walking.feet
	}
}

// Streets gives the walking network of the picture, made when somebody first asks.
func (p *Picture) Streets() (*Streets, error) {
	w := &p.walking
	w.once.Do(func() {
		w.err = errHalfMadeStreets // else a panic ended the making
		w.streets, w.err = p.makeStreets()
	})
	return w.streets, w.err
}

var errHalfMadeStreets = errors.New("the walking network was not made")

func (p *Picture) makeStreets() (_ *Streets, err error) {
	defer recovered(&err)
	return p.stood(p.laid(), p.walking.feet)
}

// stood puts the buildings onto a network.
func (p *Picture) stood(net *streetNet, feet *dwellingFeet) (*Streets, error) {
	if net.err != nil {
		return nil, net.err
	}
	p.walking.homes.Do(func() { p.walking.list = p.Dwellings() })
	s := &Streets{streetNet: net, dwellingFeet: feet, Revision: net.revision, dwellings: p.walking.list}
	feet.once.Do(func() {
		feet.err = errHalfMadeStreets
		feet.err = feet.stand(net.net, s.dwellings)
		p.weighOnce("feet "+net.profile, int64(len(feet.feet))*footBytes)
	})
	if feet.err != nil {
		return nil, feet.err
	}
	return s, nil
}

// laid is the network of the lines, made when somebody first asks; its err says why there is none.
func (p *Picture) laid() *streetNet {
	net := p.walking.net
	p.lay(net, nil)
	return net
}

// lay makes a network, once. Nil lines are those of the picture.
func (p *Picture) lay(net *streetNet, lines []*city.Line) {
	net.once.Do(func() {
		defer recovered(&net.err)
		if lines == nil {
			lines = p.LinesOf()
		}
		net.build(lines, p.Scheme.WalkRules())
		p.weighOnce("streets "+net.profile, int64(len(net.lines))*streetBytes)
	})
}

// Rough sizes, for a budget.
const (
	streetBytes = 1000 // of a line: its edges, pieces and arcs
	footBytes   = 32
)

// build makes the network of lines.
func (n *streetNet) build(lines []*city.Line, rules *walk.Rules) {
	n.lines = lines
	built := walkStreets(lines)
	if len(built.Ways) == 0 {
		n.empty, n.err = walk.NewGraph(0, nil) // then everything is an estimate
		return
	}
	n.net, n.report, n.err = walk.Build(&built, rules, cmp.Or(n.profile, walk.Adult))
	if n.err != nil {
		n.err = city.Errorf(city.Invalid, "bad_network", "no walking network can be made of the city's streets: %s", n.err)
	}
}

// walkStreets sorts lines into ways, gates and barriers; their numbers are places in the list.
func walkStreets(lines []*city.Line) walk.Streets {
	all := make([]ways.Line, len(lines))
	for i, l := range lines {
		tags := l.Class
		if tags["class"] == "" && tags["highway"] == "" {
			tags = withClass(tags, l.Layer)
		}
		all[i] = ways.Line{Code: l.Code, Kind: ways.Kind(l.Layer), Class: tags, Shape: l.Shape}
	}
	return *ways.Walk(all)
}

// withClass gives a line that does not say what it is the class of its layer.
func withClass(tags map[string]string, layer string) map[string]string {
	if layer == city.LayerRoad {
		layer = "residential" // of the rules of walking
	}
	out := map[string]string{"class": layer}
	for k, v := range tags {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

// stand snaps the doors of all buildings. A whole layer that stands beside the streets by one
// common shift is refused: each door would snap to some street, and most to a wrong one.
func (d *dwellingFeet) stand(net *walk.Network, list []Dwelling) error {
	var doors []geo.Point
	for i := range list {
		doors = append(doors, list[i].Doors...)
	}
	var err error
	if d.doubt, err = checkDatum(net, city.LayerBuilding, doors); err != nil {
		return err
	}
	d.first = make([]int32, 1, len(list)+1)
	for i := range list {
		d.feet = appendFeet(d.feet, net, list[i].Doors)
		d.first = append(d.first, int32(len(d.feet)))
	}
	return nil
}

// appendFeet appends where the doors of a home or a place stand on the network; those that do not are left out.
func appendFeet(feet []walk.Foothold, net *walk.Network, doors []geo.Point) []walk.Foothold {
	if net == nil {
		return feet
	}
	feet, _ = net.SnapEach(doors, feet)
	return feet
}

// Network is the walking network; nil where there are no streets.
func (s *Streets) Network() *walk.Network { return s.net }

// Report says what became of the lines.
func (s *Streets) Report() *walk.Report { return s.report }

// LeftOut are the lines that the network does without for a vertex that cannot be, as layer/code, each once.
func (s *Streets) LeftOut() (out []string) {
	if s.report == nil {
		return nil
	}
	for i := range s.report.LeftOut {
		l := s.Line(s.report.LeftOut[i].Number)
		out = append(out, l.Layer+"/"+l.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Graph is the network without its shape.
func (s *Streets) Graph() *walk.Graph {
	if s.net == nil {
		return s.empty
	}
	return s.net.Graph()
}

// WithGates are the streets, to the same people, of a city whose data says of gates, by their numbers, that they are
// closed (true) or open: the network is built anew, which takes long. rules are those of the city.
func (s *Streets) WithGates(closed map[int64]bool, rules *walk.Rules) (*Streets, error) {
	if s.net == nil {
		return s, nil
	}
	lines := slices.Clone(s.lines)
	for number, shut := range closed {
		if s.Line(number) == nil {
			continue
		}
		one := *lines[number]
		if one.Class = maps.Clone(one.Class); one.Class == nil {
			one.Class = map[string]string{}
		}
		for _, key := range s.net.GateLocks(number) {
			delete(one.Class, key)
		}
		if shut {
			one.Class["closed"] = "yes"
		}
		lines[number] = &one
	}
	net, feet := &streetNet{revision: s.Revision, profile: s.profile}, &dwellingFeet{}
	if net.build(lines, rules); net.err != nil {
		return nil, net.err
	}
	if err := feet.stand(net.net, s.dwellings); err != nil {
		return nil, err
	}
	return &Streets{streetNet: net, dwellingFeet: feet, Revision: s.Revision, dwellings: s.dwellings}, nil
}

// Line is the line of a number of the network.
func (s *Streets) Line(number int64) *city.Line {
	if number < 0 || number >= int64(len(s.lines)) {
		return nil
	}
	return s.lines[number]
}

// NumberOf is the number of a line in the network; -1 where there is no such line.
func (s *Streets) NumberOf(layer, code string) int64 {
	i, found := slices.BinarySearchFunc(s.lines, city.Key{Kind: city.KindLine, Layer: layer, Code: code}, func(l *city.Line, k city.Key) int { return l.Key().Compare(k) })
	if !found {
		return -1
	}
	return int64(i)
}

// Dwellings are the buildings, in the order of their codes; FeetOf says where each stands.
func (s *Streets) Dwellings() []Dwelling { return s.dwellings }

// FeetOf are the footholds of a building: none where it stands off the network.
func (s *Streets) FeetOf(dwelling int) []walk.Foothold {
	return s.feet[s.first[dwelling]:s.first[dwelling+1]]
}

// FeetAt are the footholds at which people arrive who come to a place with these entrances
// (walk.Network.Stand): none of those off the network.
func (s *Streets) FeetAt(points []geo.Point) []walk.Foothold {
	return s.ArrivalsAt(s.StandAt(points))
}

// StandAt are the footholds from which people set out who leave such a place: none of those off the network.
func (s *Streets) StandAt(points []geo.Point) []walk.Foothold { return appendFeet(nil, s.net, points) }

// ArrivalsAt are the footholds at which people arrive who come to one of some footholds.
func (s *Streets) ArrivalsAt(feet []walk.Foothold) []walk.Foothold {
	out := make([]walk.Foothold, 0, len(feet))
	for _, f := range feet {
		out = append(out, s.net.Arrivals(f)...)
	}
	return out
}

// Sources are whom the lines are from, as they say, each once; not to be written to.
func (s *Streets) Sources() []string {
	s.asked.Do(func() {
		seen := map[string]bool{}
		s.sources = []string{}
		for _, l := range s.lines {
			if l.Source != "" && !seen[l.Source] {
				seen[l.Source] = true
				s.sources = append(s.sources, l.Source)
			}
		}
		slices.Sort(s.sources)
	})
	return s.sources
}

// Same tells whether two pictures say the same.
func (p *Picture) Same(q *Picture) bool { return p.content == q.content }
