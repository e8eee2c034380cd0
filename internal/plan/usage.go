package plan

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// MostVisits is how many rows a table of visits may have.
const MostVisits = 200_000

// Visits is what a place was used in a month.
type Visits struct {
	Code   string `json:"code"`
	Month  string `json:"month" doc:"2026-03"`
	Visits int64  `json:"visits"`
}

// Usage tells which places are used much, little, or stand far from homes.
type Usage struct {
	Revision int64        `json:"revision"`
	Minutes  int          `json:"minutes"`
	Profile  string       `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	Months   []string     `json:"months" doc:"the first and the last of the table"`
	Median   float64      `json:"median" doc:"visits a month per 100 households in the circle, of the place in the middle"`
	Places   []PlaceUsage `json:"places" doc:"the most used first"`
	Unknown  []string     `json:"unknown" doc:"codes of the table that are no open place"`
	Rule     string       `json:"rule"`
}

// PlaceUsage is the use of one place.
type PlaceUsage struct {
	Kind       string     `json:"kind"`
	Code       string     `json:"code"`
	Name       string     `json:"name"`
	NameEn     string     `json:"name_en,omitempty" doc:"the English name, where there is one"`
	At         [2]float64 `json:"at" doc:"lon, lat"`
	Months     int        `json:"months" doc:"of the table that speak of it; 0 = none does"`
	Mean       float64    `json:"visits_a_month"`
	Households int64      `json:"households" doc:"measured households that reach it in time"`
	Rate       *float64   `json:"per_100_households" doc:"visits a month per 100 households in the circle; null where there are none, or no visits are known"`
	Class      string     `json:"class" enum:"over_used,usual,idle,remote,unknown"`
}

// usageRule says how places are sorted; the figures are ours, and stand in every answer.
const (
	overUsed   = 2.0
	idle       = 0.5
	fewInReach = 100
	usageRule  = "over_used: more than twice the median per 100 households in the circle; idle: less than half of it; remote: fewer than 100 households in the circle"
)

// monthLayout is how a month is written; firstMonth is the first that a table speaks of.
const (
	monthLayout = "2006-01"
	firstMonth  = "1900-01"
)

var month = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)

// Use sorts places by the visits of some months.
func (p *Planner) Use(ctx context.Context, a Ask, table []Visits) (*Usage, error) {
	if len(table) == 0 || len(table) > MostVisits {
		return nil, city.Errorf(city.Invalid, "bad_visits", "the table has %d rows; 1 to %d are taken", len(table), MostVisits)
	}
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &Usage{Revision: s.town.pic.Revision, Minutes: s.Minutes, Profile: s.Profile, Unknown: []string{}, Places: []PlaceUsage{}, Rule: usageRule}
	sums, err := s.sumVisits(table, p.atlas.Now().In(p.atlas.Zone()).Format(monthLayout), out)
	if err != nil {
		return nil, err
	}
	within, err := s.within(ctx)
	if err != nil {
		return nil, err
	}
	var rates []float64
	for i := range s.list {
		f := &s.list[i]
		one := PlaceUsage{Kind: f.Kind, Code: f.Code, Name: f.Name(), NameEn: f.Names.En, At: f.Point.LonLat(), Households: within[i], Class: "unknown"}
		if v := sums[f.Code]; v != nil {
			one.Months, one.Mean = len(v), mean(v)
			if within[i] > 0 {
				rate := 100 * one.Mean / float64(within[i])
				one.Rate = &rate
				rates = append(rates, rate)
			}
		}
		out.Places = append(out.Places, one)
	}
	slices.Sort(rates)
	if len(rates) > 0 {
		out.Median = rates[len(rates)/2]
	}
	for i := range out.Places {
		out.Places[i].Class = out.Places[i].class(out.Median)
	}
	slices.SortStableFunc(out.Places, func(x, y PlaceUsage) int { return cmp.Compare(rateOf(&y), rateOf(&x)) })
	return out, nil
}

func rateOf(p *PlaceUsage) float64 {
	if p.Rate == nil {
		return -1
	}
	return *p.Rate
}

func (p *PlaceUsage) class(median float64) string {
	switch {
	case p.Households < fewInReach:
		return "remote"
	case p.Rate == nil:
		return "unknown"
	case *p.Rate > overUsed*median:
		return "over_used"
	case *p.Rate < idle*median:
		return "idle"
	}
	return "usual"
}

func mean(by map[string]int64) float64 {
	sum := 0.0
	for _, m := range sortedKeys(by) {
		sum += float64(by[m])
	}
	return sum / float64(len(by))
}

// sumVisits adds up the table by place and month, up to the month that it is. Rows that cannot be are refused by number.
func (s *stand) sumVisits(table []Visits, last string, out *Usage) (map[string]map[string]int64, error) {
	known := map[string]bool{}
	for i := range s.list {
		known[s.list[i].Code] = true
	}
	sums, months, strange := map[string]map[string]int64{}, map[string]bool{}, map[string]bool{}
	for i, v := range table {
		switch {
		case !month.MatchString(v.Month):
			return nil, city.Errorf(city.Invalid, "bad_visits", "row %d: %.20q is no month like 2026-03", i+1, v.Month)
		case v.Month < firstMonth:
			return nil, city.Errorf(city.Invalid, "bad_visits", "row %d: %s is before %s", i+1, v.Month, firstMonth)
		case v.Month > last:
			return nil, city.Errorf(city.Invalid, "bad_visits", "row %d: %s has not come yet", i+1, v.Month)
		case v.Visits < 0 || v.Visits > 1e12:
			return nil, city.Errorf(city.Invalid, "bad_visits", "row %d: %d visits cannot be", i+1, v.Visits)
		case !known[v.Code]:
			strange[v.Code] = true
			continue
		}
		months[v.Month] = true
		if sums[v.Code] == nil {
			sums[v.Code] = map[string]int64{}
		}
		sums[v.Code][v.Month] += v.Visits
	}
	out.Unknown = append(out.Unknown, sortedKeys(strange)...)
	if list := sortedKeys(months); len(list) > 0 {
		out.Months = []string{list[0], list[len(list)-1]}
	} else {
		out.Months = []string{}
	}
	return sums, nil
}

// within counts for each place the measured households that reach it in time.
func (s *stand) within(ctx context.Context) ([]int64, error) {
	reach, err := s.town.reach(ctx, walk.ToFacility, doors(s.list), minutes(s.Minutes)(0))
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(s.list))
	var found []walk.Found
	for i := range s.town.houses {
		h := &s.town.houses[i]
		if !h.measured() {
			continue
		}
		found = found[:0]
		for _, f := range s.town.feetOf(h) {
			found = reach.At(f, found)
		}
		slices.SortFunc(found, func(a, b walk.Found) int { return cmp.Compare(a.Facility, b.Facility) })
		for k, x := range found {
			if k == 0 || found[k-1].Facility != x.Facility {
				out[x.Facility] += h.households
			}
		}
	}
	return out, nil
}

// visitWords are the Chinese headings of a table of visits.
var visitWords = map[string]string{"编码": "code", "驿站编码": "code", "驿站编号": "code", "月份": "month", "月": "month", "人次": "visits", "到访人次": "visits"}

// ReadVisits reads a CSV with the columns code (编码), month (月份) and visits (人次); errors name the line.
func ReadVisits(in io.Reader) ([]Visits, error) {
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		return nil, city.Errorf(city.Invalid, "bad_csv", "there is no line of column names: %s", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		at[cmp.Or(visitWords[name], name)] = i
	}
	for _, need := range []string{"code", "month", "visits"} {
		if _, there := at[need]; !there {
			return nil, city.Errorf(city.Invalid, "bad_csv", "there is no column %s (%s)", need, map[string]string{"code": "编码", "month": "月份", "visits": "人次"}[need])
		}
	}
	var out []Visits
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "%s", err)
		}
		line, _ := r.FieldPos(0)
		n, err := strconv.ParseInt(strings.TrimSpace(row[at["visits"]]), 10, 64)
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "line %d: visits is no whole number", line)
		}
		if out = append(out, Visits{Code: strings.TrimSpace(row[at["code"]]), Month: strings.TrimSpace(row[at["month"]]), Visits: n}); len(out) > MostVisits {
			return nil, city.Errorf(city.Invalid, "bad_visits", "there are more than %d rows", MostVisits)
		}
	}
}
