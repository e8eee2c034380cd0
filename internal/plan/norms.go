package plan

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// The kinds of places that the checks of norms look at.
const (
	kindVenue   = "activity_venue"
	kindCentre  = "service_centre"
	kindStation = "service_station"
)

// Norms are checks of what a city should have. The figures are settings of the scheme.
type Norms struct {
	At       string `json:"at" doc:"RFC 3339 in the city's zone"`
	Revision int64  `json:"revision"`
	Exact    bool   `json:"exact"`
	// Direction is always that to the place: visits are made by who comes.
	Direction string `json:"direction" enum:"to" doc:"people walk to the place; norms are told of no other way"`
	// NoVenue are the compounds without an activity venue.
	NoVenue []NoVenue `json:"compounds_without_venue" doc:"the most households first, then the farthest; all of them where the city has no venue"`
	// Lacking are areas that lack what each of their layer should have.
	Lacking []Lacking    `json:"areas_without" doc:"streets without a service centre, communities without a service station, by layer and code"`
	Small   []BelowNorm  `json:"below_norm" doc:"open places whose floor area is below the norm of their kind, or is rented"`
	Closed  []ClosedDays `json:"not_every_day" doc:"open Red Sail stations that are not open on each of the coming 365 days, or of which that is not known"`
	// NoCalendar are the days of which no calendar speaks: one row for each calendar, not one for each place.
	NoCalendar []NoCalendar `json:"no_calendar" doc:"calendars of holidays that end within the coming 365 days: of the days behind, nobody knows whether the places that keep them are open; these days are in no row of not_every_day"`
	Hours      []HourShare  `json:"by_hour" doc:"coverage in each hour of the coming week, from Monday 00:00 on, in the city's zone"`

	Assumptions Assumptions `json:"assumptions"`
}

// NoVenue is a compound without an activity venue.
type NoVenue struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	NameEn     string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Households *int64 `json:"households" doc:"null where they are not told (docs/privacy.md)"`
	Nearest    string `json:"nearest" doc:"code of the venue that is nearest on foot to the building in the middle; empty = none can be reached"`
	NearestOf  string `json:"nearest_name,omitempty" doc:"its name"`
	NearestEn  string `json:"nearest_name_en,omitempty" doc:"its English name, where there is one"`
	WalkS      int    `json:"walk_s" doc:"−1 = none can be reached"`
	// At is where its building in the middle by walking time stands.
	At *[2]float64 `json:"at" doc:"lon, lat of the building in the middle by walking time; null where no home is known in it"`
}

// Lacking is an area without what each of its layer should have.
type Lacking struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Lacks  string `json:"lacks" doc:"a kind of places"`
}

// BelowNorm is a place that is too small, or rented.
type BelowNorm struct {
	Kind    string     `json:"kind"`
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	NameEn  string     `json:"name_en,omitempty" doc:"the English name, where there is one"`
	At      [2]float64 `json:"at" doc:"lon, lat"`
	FloorM2 *int64     `json:"floor_m2" doc:"null = not known"`
	NormM2  *int64     `json:"norm_m2" doc:"null = there is none for the kind"`
	Rented  bool       `json:"rented"`
}

// ClosedDays says on how many days a place is not open.
type ClosedDays struct {
	Kind    string     `json:"kind"`
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	NameEn  string     `json:"name_en,omitempty" doc:"the English name, where there is one"`
	At      [2]float64 `json:"at" doc:"lon, lat"`
	Closed  int        `json:"closed_days" doc:"of the coming 365"`
	Unknown int        `json:"unknown_days" doc:"of the coming 365: no rule or no calendar speaks of them"`
	First   string     `json:"first" doc:"the first such day"`
}

// NoCalendar is a calendar of holidays that ends within the coming 365 days.
type NoCalendar struct {
	Calendar string `json:"calendar"`
	First    string `json:"first" doc:"the first day of which it says nothing"`
	Days     int    `json:"days" doc:"how many of the coming 365 it says nothing of"`
	Places   int    `json:"places" doc:"open places that keep it"`
}

// HourShare is the coverage in an hour of the week.
type HourShare struct {
	Hour    int      `json:"hour" doc:"0 to 167 from Monday 00:00 on: what is open at its beginning counts"`
	At      string   `json:"at"`
	Open    int      `json:"open"`
	Unknown int      `json:"unknown_hours" doc:"open places left out, since their hours do not say whether they are open then"`
	Share   *float64 `json:"share"`
}

// Norms checks what a city should have.
func (p *Planner) Norms(ctx context.Context, a Ask) (*Norms, error) {
	a.Open = false
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	if city.DateOf(s.At)+daysAhead > city.LastDate {
		return nil, city.Errorf(city.Invalid, "bad_time", "at: norms look %d days ahead, beyond the last date that can be written, %s", daysAhead, city.LastDate)
	}
	out := &Norms{
		At: s.At.Format(time.RFC3339), Revision: s.town.pic.Revision, Exact: s.Exact, Direction: directionSaid(s.From), Lacking: s.town.lacking(), Small: s.town.belowNorm(),
		Assumptions: s.assumptions(),
	}
	if out.NoVenue, err = s.withoutVenue(); err != nil {
		return nil, err
	}
	out.Closed, out.NoCalendar = closedDays(s.list, s.At)
	out.Hours, err = s.byHour(ctx)
	return out, err
}

// withoutVenue lists the compounds in which no activity venue is open.
func (s *stand) withoutVenue() ([]NoVenue, error) {
	t := s.town
	g := t.groundOf(city.LayerCompound)
	venues, _ := t.facilities(kindVenue, Ask{})
	if g < 0 {
		return []NoVenue{}, nil
	}
	w, err := t.walksOf(venues, false)
	if err != nil {
		return nil, err
	}
	has := t.placesIn(g, venues)
	members := make([][]int32, len(t.grounds[g].Areas))
	for i := range t.houses {
		if spot := t.spotOf(&t.houses[i], g); spot >= 0 {
			a := int(spot) - t.firstSpot[g]
			members[a] = append(members[a], int32(i))
		}
	}
	told := s.toldAreas(g)
	out := []NoVenue{}
	for a, v := range t.grounds[g].Areas {
		if has[a] {
			continue
		}
		one := NoVenue{Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Households: told[a], WalkS: -1}
		list := members[a]
		slices.SortStableFunc(list, func(x, y int32) int { return cmp.Compare(w.time[x], w.time[y]) })
		if len(list) > 0 {
			middle := list[len(list)/2]
			at := [2]float64(t.houses[middle].at.LonLat())
			one.At = &at
			if n := w.near[middle]; n >= 0 && w.time[middle] != walk.Never {
				one.Nearest, one.NearestOf, one.NearestEn, one.WalkS = venues[n].Code, venues[n].Name(), venues[n].Names.En, w.time[middle].Seconds()
			}
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(x, y NoVenue) int {
		return cmp.Or(cmp.Compare(known(y.Households), known(x.Households)), cmp.Compare(y.WalkS, x.WalkS))
	})
	return out, nil
}

func known(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

// toldAreas are the households of the areas of a layer, as they may be told.
func (s *stand) toldAreas(g int) []*int64 {
	out := make([]*int64, len(s.town.grounds[g].Areas))
	if s.Exact {
		_, of := s.town.count(s.walks, s.limit(), g)
		for a := range of {
			n := of[a].total()
			out[a] = &n
		}
		return out
	}
	homes := s.town.homes()
	told := s.town.pic.ToldBy(func(home int) int {
		if spot := s.town.spotOf(&s.town.houses[homes[home]], g); spot >= 0 {
			return int(spot) - s.town.firstSpot[g]
		}
		return len(out)
	}, len(out)+1)
	for a := range out {
		out[a] = told[a].Households
	}
	return out
}

// placesIn says which areas of a layer hold one of the places.
func (t *Town) placesIn(g int, list []facility) []bool {
	out := make([]bool, len(t.grounds[g].Areas))
	for i := range list {
		for _, m := range t.pic.OwnersAt(list[i].Point) {
			if int(m.Layer) == g {
				out[m.Area] = true
			}
		}
	}
	return out
}

// lacking lists the streets without a service centre and the communities without a station.
func (t *Town) lacking() []Lacking {
	out := []Lacking{}
	for _, n := range []struct{ layer, kind string }{{"street", kindCentre}, {"community", kindStation}} {
		g := t.groundOf(n.layer)
		if g < 0 || !slices.ContainsFunc(t.pic.Scheme.Places, func(k city.PlaceKind) bool { return k.Key == n.kind }) {
			continue
		}
		list, _ := t.facilities(n.kind, Ask{})
		has := t.placesIn(g, list)
		for a, v := range t.grounds[g].Areas {
			if !has[a] {
				out = append(out, Lacking{Layer: n.layer, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Lacks: n.kind})
			}
		}
	}
	return out
}

// usualFloors are the norms of floor area in square metres where the scheme sets none
// (norms.floor_area, by kind of places): what cities commonly ask of service stations and centres.
var usualFloors = map[string]int64{kindStation: 1000, kindCentre: 2000, kindVenue: 200}

// belowNorm lists the open places that are too small or rented.
func (t *Town) belowNorm() []BelowNorm {
	floors := usualFloors
	said, _, _ := t.pic.Scheme.Norm("floor_area")
	if set, ok := said.(map[string]any); ok {
		floors = map[string]int64{}
		for kind, v := range set {
			if n, ok := number(v); ok && n > 0 {
				floors[kind] = int64(n)
			}
		}
	}
	out := []BelowNorm{}
	for _, k := range t.pic.Scheme.Places {
		norm, normed := floors[k.Key]
		for _, pl := range t.pic.PlacesOf(k.Key) {
			one := BelowNorm{Kind: k.Key, Code: pl.Code, Name: pl.Name(), NameEn: pl.Names.En, At: pl.Point.LonLat(), FloorM2: pl.FloorArea, Rented: pl.Tenure == "rented"}
			if normed {
				one.NormM2 = &norm
			}
			small := normed && pl.FloorArea != nil && *pl.FloorArea < norm
			if pl.State == city.PlaceOpen && (small || one.Rented && normed) {
				out = append(out, one)
			}
		}
	}
	return out
}

// daysAhead is how far the rule of 365 days looks.
const daysAhead = 365

// closedDays lists the places that are not open on each of the coming days; and once for all of them the
// calendars that end before.
func closedDays(list []facility, at time.Time) (out []ClosedDays, none []NoCalendar) {
	out = []ClosedDays{}
	ends := map[string]*NoCalendar{}
	for i := range list {
		one := ClosedDays{Kind: list[i].Kind, Code: list[i].Code, Name: list[i].Name(), NameEn: list[i].Names.En, At: list[i].Point.LonLat()}
		beyond := 0
		for d := range daysAhead {
			date := city.DateOf(at) + city.Date(d)
			open, known := atlas.OpenOn(list[i].Place, date)
			switch {
			case !known && atlas.BeyondCalendar(list[i].Place, date):
				if beyond++; beyond == 1 {
					noteEnd(ends, list[i].Hours.Calendar, date)
				}
				ends[list[i].Hours.Calendar].Days = max(beyond, ends[list[i].Hours.Calendar].Days)
				continue
			case !known:
				one.Unknown++
			case !open:
				one.Closed++
			default:
				continue
			}
			if one.First == "" {
				one.First = date.String()
			}
		}
		if one.Closed+one.Unknown > 0 {
			out = append(out, one)
		}
	}
	none = []NoCalendar{}
	for _, name := range slices.Sorted(maps.Keys(ends)) {
		none = append(none, *ends[name])
	}
	return out, none
}

// noteEnd counts a place that keeps a calendar which says nothing of a date, the first such one.
func noteEnd(ends map[string]*NoCalendar, calendar string, first city.Date) {
	if ends[calendar] == nil {
		ends[calendar] = &NoCalendar{Calendar: calendar, First: first.String()}
	}
	ends[calendar].First = min(ends[calendar].First, first.String())
	ends[calendar].Places++
}

// byHour measures the coverage of each hour of the coming week. Hours in which the same places are
// open are measured once.
func (s *stand) byHour(ctx context.Context) ([]HourShare, error) {
	first := city.DateOf(s.At)
	for city.WeekdayOf(first) != city.Monday {
		first++
	}
	start := first.Start(s.At.Location())
	shares := map[string]*float64{}
	out := make([]HourShare, 0, 7*24)
	for hour := range 7 * 24 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at := start.Add(time.Duration(hour) * time.Hour)
		var open []facility
		var set []byte
		unknown := 0
		for i := range s.list {
			is, known := atlas.OpenAt(s.list[i].Place, at)
			if is && known {
				open = append(open, s.list[i])
			}
			unknown += b2i(!known)
			set = append(set, byte('0'+b2i(is && known)))
		}
		share, measured := shares[string(set)]
		if !measured {
			var err error
			if share, err = s.shareOf(open); err != nil {
				return nil, err
			}
			shares[string(set)] = share
		}
		out = append(out, HourShare{Hour: hour, At: at.Format(time.RFC3339), Open: len(open), Unknown: unknown, Share: share})
	}
	return out, nil
}

func (s *stand) shareOf(list []facility) (*float64, error) {
	w, err := s.town.walksOf(list, false)
	if err != nil {
		return nil, err
	}
	if s.Exact {
		all, _ := s.town.count(w, s.limit(), -1)
		c := all.counted()
		return c.share(), nil
	}
	c, _ := s.town.toldRows(w, s.limit(), -1)
	return c.share(), nil
}

func b2i(v bool) int {
	if v {
		return 1
	}
	return 0
}
