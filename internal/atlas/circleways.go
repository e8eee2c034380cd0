package atlas

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// serviceTime is the 10分钟服务圈 on the network.
const serviceTime walk.Time = serviceSeconds * 10

// Limits of the fields. Of a kind with so many places that its field would be larger, the ways
// are estimates.
const (
	mostWays    = 16_000_000 // pairs of a place and a node of the network, 12 bytes each
	waysBudget  = 256 << 20  // bytes of the fields that a network keeps for other pictures
	waysAtOnce  = 64         // fields, likewise
	datumSample = 1000       // buildings that are held against the streets
)

// kindWays are the ways to the open places of one kind in a picture, made when somebody first asks.
type kindWays struct {
	once  sync.Once
	begun atomic.Bool
	ways  *placeWays // nil = nothing can be measured
}

// placeWays are the ways to a set of open places on one network, by their numbers.
type placeWays struct {
	field *walk.Service // facilities are numbers of the list of open places
	feet  []walk.Door
	// off has the entrances of the open places that stand off the network, each with its number;
	// nil = there are none.
	off *near.Points[int32]
}

// layWays makes room for the ways to each kind of places.
func (p *Picture) layWays() {
	p.walking.kinds = make(map[string]*kindWays, len(p.places))
	for key := range p.places {
		p.walking.kinds[key] = &kindWays{}
	}
}

// followWays makes the ways that were asked for of the picture before, beside the requests, so
// that few wait after an edit.
func (p *Picture) followWays(before *Picture) {
	if before == nil {
		return
	}
	for key, k := range before.walking.kinds {
		if k.begun.Load() && p.walking.kinds[key] != nil {
			go p.waysTo(key)
		}
	}
}

// waysTo are the ways to the open places of a kind: nil where there are no such places, or no
// streets that can be trusted. Who asks first makes them, with the network itself if need be, and
// whoever asks meanwhile waits: the same question never has two answers.
func (p *Picture) waysTo(kind string) *placeWays {
	k := p.walking.kinds[kind]
	if k == nil {
		return nil
	}
	k.once.Do(func() {
		k.begun.Store(true)
		var err error // a defect leaves nil: then everything is an estimate
		defer recovered(&err)
		net := p.laid()
		if net.err != nil || net.net == nil || p.shifted(net.net, p.walking.feet) {
			return
		}
		ways, made := net.ways.of(net.net, p.places[kind].open)
		if k.ways = ways; made && ways != nil {
			p.asides.Add(int64(ways.bytes()))
		}
	})
	return k.ways
}

// shifted tells whether the buildings are, as a whole, in another datum than the streets; d are those
// of the network, and remember it.
func (p *Picture) shifted(net *walk.Network, d *dwellingFeet) bool {
	d.judged.Do(func() {
		in := p.inLayer(city.KindBuilding, city.LayerBuilding)
		var points []geo.Point
		for i := 0; i < min(len(in), datumSample); i++ {
			b, ok := in[i*len(in)/min(len(in), datumSample)].Content.(*city.Building)
			switch {
			case !ok:
			case len(b.Entrances) > 0:
				points = append(points, b.Entrances[0])
			default:
				points = append(points, groundPoint(b))
			}
		}
		doubt, err := net.CheckDatum(points)
		d.shifted, d.setBack = err != nil, SetBackOf(city.LayerBuilding, doubt)
	})
	return d.shifted
}

// wayShelf keeps the fields of a network by the set of places that they lead to, for all pictures
// with these streets.
type wayShelf struct {
	mu   sync.Mutex
	list []*wayFlight // used last at the end
}

// wayFlight is a field, or one in the making.
type wayFlight struct {
	key  [sha256.Size]byte
	once sync.Once
	ways *placeWays
	done atomic.Bool
}

// of gives the ways to the open places; made is true for the one who made them.
func (s *wayShelf) of(net *walk.Network, open []*city.Place) (ways *placeWays, made bool) {
	f := s.flight(keyOf(open))
	f.once.Do(func() {
		made = true
		defer f.done.Store(true)
		f.ways = newPlaceWays(net, open)
	})
	s.trim()
	return f.ways, made
}

func (s *wayShelf) flight(key [sha256.Size]byte) *wayFlight {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &wayFlight{key: key}
	for i, one := range s.list {
		if one.key == key {
			f = one
			s.list = append(s.list[:i], s.list[i+1:]...)
			break
		}
	}
	s.list = append(s.list, f)
	return f
}

// trim lets go what was not used for longest; pictures that have it keep it.
func (s *wayShelf) trim() {
	s.mu.Lock()
	defer s.mu.Unlock()
	bytes := 0
	for i := len(s.list) - 1; i >= 0; i-- {
		if f := s.list[i]; f.done.Load() && f.ways != nil {
			bytes += f.ways.bytes()
		}
		if bytes > waysBudget || len(s.list)-i > waysAtOnce {
			s.list = append([]*wayFlight(nil), s.list[i+1:]...)
			return
		}
	}
}

// keyOf tells sets of places apart by where they can be entered.
func keyOf(open []*city.Place) [sha256.Size]byte {
	h := sha256.New()
	var buf []byte
	for _, pl := range open {
		doors := doorsOf(pl)
		buf = binary.BigEndian.AppendUint32(buf[:0], uint32(len(doors)))
		for _, q := range doors {
			buf = binary.BigEndian.AppendUint32(buf, uint32(q.X))
			buf = binary.BigEndian.AppendUint32(buf, uint32(q.Y))
		}
		h.Write(buf)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// doorsOf are the points of a place at which people arrive.
func doorsOf(p *city.Place) []geo.Point {
	if len(p.Entrances) == 0 {
		return []geo.Point{p.Point}
	}
	return p.Entrances
}

// newPlaceWays measures the ways; nil where the places are in another datum than the streets, or
// too many.
func newPlaceWays(net *walk.Network, open []*city.Place) *placeWays {
	w := &placeWays{}
	var points []geo.Point
	for n, pl := range open {
		at := len(w.feet)
		points = append(points, doorsOf(pl)...)
		for _, f := range appendFeet(nil, net, doorsOf(pl)) {
			for _, a := range net.Arrivals(f) {
				w.feet = append(w.feet, walk.Door{Facility: int32(n), Foothold: a})
			}
		}
		if len(w.feet) == at {
			if w.off == nil {
				w.off = &near.Points[int32]{}
			}
			for _, door := range doorsOf(pl) {
				w.off.Insert(door, int32(n))
			}
		}
	}
	if _, err := net.CheckDatum(points); err != nil {
		return nil
	}
	var err error
	if w.field, err = net.Service(w.feet, serviceTime, mostWays); err != nil {
		return nil // walk.ErrTooMany: the doors stand on this very network
	}
	return w
}

func (w *placeWays) bytes() int { return w.field.Bytes() + 40*len(w.feet) }
