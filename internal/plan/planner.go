package plan

import (
	"context"
	"sync"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// townsKept is how many pictures, each for one profile, are remembered with what planning counts with.
const townsKept = 4

// Planner answers for one city. It is safe for concurrent use.
type Planner struct {
	atlas *atlas.Atlas
	opts  Options

	mu    sync.Mutex
	towns []*flight // used last at the end

	plans scenarios
	lists buildingLists
}

// flight is a town that is made, or in the making.
type flight struct {
	pic  *atlas.Picture
	as   string // profile
	once sync.Once
	town *Town
	err  error
}

// New makes the planner of an atlas.
func New(a *atlas.Atlas) *Planner { return NewWith(a, Options{}) }

// NewWith is New with settings.
func NewWith(a *atlas.Atlas, o Options) *Planner { return &Planner{atlas: a, opts: o} }

// Town is what a picture says of homes and streets to people of a profile ("" = adults), made when
// somebody first asks.
func (p *Planner) Town(pic *atlas.Picture, profile string) (*Town, error) {
	as, err := atlas.ProfileOf(pic.Scheme, profile)
	if err != nil {
		return nil, err
	}
	f := p.flight(pic, as.Name)
	f.once.Do(func() {
		streets, err := pic.StreetsOf(as.Name)
		if err != nil {
			f.err = err
			return
		}
		f.town = newTown(pic, streets, as)
	})
	if f.town == nil && f.err == nil {
		return nil, city.Errorf(city.Internal, "internal", "the homes of the city were not counted")
	}
	return f.town, f.err
}

// flight finds the picture among those remembered, or puts it there.
func (p *Planner) flight(pic *atlas.Picture, as string) *flight {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := &flight{pic: pic, as: as}
	for i, one := range p.towns {
		if one.as == as && one.pic.Same(pic) {
			f = one
			p.towns = append(p.towns[:i], p.towns[i+1:]...)
			break
		}
	}
	if p.towns = append(p.towns, f); len(p.towns) > townsKept {
		p.towns = p.towns[1:]
	}
	return f
}

// Ask is a question about coverage.
type Ask struct {
	// Minutes on foot; 0 = what the scheme's norms say, else 10.
	Minutes int
	// At is the moment whose city is meant; zero = now.
	At time.Time
	// Open asks by hours too: only places that are open at OpenAt count.
	Open   bool
	OpenAt time.Time
	// Policy lets each household be judged by the minutes of the class of its area, as the scheme's
	// norms say; Minutes are those of areas that they do not speak of.
	Policy bool
	// By is the layer of the rows; empty = the deepest partition.
	By string
	// Kind of the places; empty = Red Sail stations.
	Kind string
	// Profile of the people who walk, of the scheme's rules; empty = adults.
	Profile string
	// From asks for the way home from the place; else people walk to the place.
	From bool
	// Exact numbers are for the keeper of the data; others get sums of whole privacy blocks.
	Exact bool
}

// openAt asks by hours too where a moment is given, with its offset or as a civil date.
func (a *Ask) openAt(text string, zone *time.Location) (err error) {
	if text == "" {
		return nil
	}
	if a.OpenAt, err = atlas.ParseInstant(text, zone); err != nil {
		return city.Errorf(city.Invalid, "bad_time", "open_at: %s", err)
	}
	a.Open = true
	return nil
}

// when asks for the city of a moment, and by hours too, where either is given; each with its offset or as a civil date.
func (a *Ask) when(at, openAt string, zone *time.Location) (err error) {
	if at != "" {
		if a.At, err = atlas.ParseInstant(at, zone); err != nil {
			return city.Errorf(city.Invalid, "bad_time", "at: %s", err)
		}
	}
	return a.openAt(openAt, zone)
}

// Limits of a question.
const (
	UsualMinutes = 10
	MostMinutes  = 120
)

// Coverage answers which households reach a place in time.
func (p *Planner) Coverage(ctx context.Context, a Ask) (*Coverage, error) {
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.coverage()
}

// stand is a question with all that its answers are made from.
type stand struct {
	Ask
	town   *Town
	ground int // of By
	list   []facility
	walks  *walks
	policy []policyMinutes
	// setBack is the doubt that the places may be in another datum; nil = none.
	setBack *atlas.SetBack
	// unknown counts open places whose hours do not say whether they are open.
	unknown int
	gates   map[int64]*ajar // networks with a locked gate open, as far as gaps asked for them
	built   int             // those of them that were built anew
}

func (p *Planner) stand(ctx context.Context, a Ask) (*stand, error) {
	if a.At.IsZero() {
		a.At = p.atlas.Now()
	}
	pic, err := p.atlas.At(ctx, city.DateOf(a.At.In(p.atlas.Zone())), 0)
	if err != nil {
		return nil, err
	}
	t, err := p.Town(pic, a.Profile)
	if err != nil {
		return nil, err
	}
	return t.stand(a)
}

// stand judges a question and measures the ways.
func (t *Town) stand(a Ask) (*stand, error) {
	s := &stand{Ask: a, town: t}
	if s.Minutes == 0 {
		s.Minutes = t.normMinutes()
	}
	if s.Minutes < 1 || s.Minutes > MostMinutes {
		return nil, city.Errorf(city.Invalid, "out_of_range", "minutes must lie between 1 and %d", MostMinutes)
	}
	if s.Kind == "" {
		s.Kind = atlas.StationKind
	}
	var err error
	if s.ground, err = t.layer(a.By); err != nil {
		return nil, err
	}
	if s.policy, err = t.policy(a.Policy); err != nil {
		return nil, err
	}
	s.list, s.unknown = t.facilities(s.Kind, a)
	var points []geo.Point
	for i := range s.list {
		points = append(points, doorsOf(s.list[i].Place)...)
	}
	if s.setBack, err = t.streets.CheckDatum("place", points); err != nil {
		return nil, err
	}
	s.walks, err = t.walksOf(s.list, a.From)
	return s, err
}

// layer is the number of a layer whose areas can be counted in; of none, that of the deepest
// partition.
func (t *Town) layer(key string) (int, error) {
	if key == "" {
		deepest := -1
		for i := range t.grounds {
			g := &t.grounds[i]
			if g.Partition && (deepest < 0 || g.Depth > t.grounds[deepest].Depth) {
				deepest = i
			}
		}
		return deepest, nil
	}
	if _, err := t.pic.Scheme.Layer(key); err != nil {
		return 0, city.Errorf(city.Invalid, "unknown_layer", "%s", err)
	}
	i := t.groundOf(key)
	if t.grounds[i].Base {
		return 0, city.Errorf(city.Invalid, "unknown_layer", "%s is ground of the map: no household counts in it", key)
	}
	return i, nil
}

// facilities are the open places of a kind.
func (t *Town) facilities(kind string, a Ask) (list []facility, unknown int) {
	for _, pl := range t.pic.PlacesOf(kind) {
		if pl.State != city.PlaceOpen {
			continue
		}
		if a.Open {
			open, known := atlas.OpenAt(pl, a.OpenAt)
			if !known {
				unknown++
			}
			if !known || !open {
				continue
			}
		}
		list = append(list, facility{Place: pl, feet: t.feetAt(pl, a.From)})
	}
	return list, unknown
}

// normMinutes is what the scheme says of the service circle.
func (t *Town) normMinutes() int {
	said, _, _ := t.pic.Scheme.Norm(city.NormMinutes)
	if n, ok := number(said); ok && n >= 1 && n <= MostMinutes {
		return int(n)
	}
	return UsualMinutes
}

// number reads a setting of the scheme.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
