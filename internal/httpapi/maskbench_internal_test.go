package httpapi

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const maskScheme = `
layers:
  - {key: street, name: {zh: 街道, en: Street}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: street, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// openKeys are keys in memory: that of a person is the code, filled up.
type openKeys struct{ city.Keys }

func personKey(code string) []byte {
	return append([]byte(code), make([]byte, city.KeyBytes-len(code))...)
}

func (openKeys) Get(_ context.Context, codes []string) ([][]byte, error) {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = personKey(code)
	}
	return out, nil
}

// maskCity is a spot in a building of a compound that eleven posts answer for, from its head to the
// street, in a city of 20,000 persons with as many posts.
func maskCity(b *testing.B) (*Server, geo.Point) {
	b.Helper()
	scheme, err := city.ParseScheme([]byte(maskScheme))
	if err != nil {
		b.Fatal(err)
	}
	store, err := gpkg.Init(b.Context(), filepath.Join(b.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-mask"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	c := city.Change{Effective: city.OpenStart}
	put := func(content city.Content) { c.Entries = append(c.Entries, city.PutContent(content, city.Always())) }
	rect := func(x1, y1, x2, y2 int32) geo.MultiPolygon {
		at := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*1000, Y: 390_000_000 + y*1000} }
		return geo.MultiPolygon{{{at(x1, y1), at(x2, y1), at(x2, y2), at(x1, y2)}}}
	}
	for _, a := range []city.Area{
		{Layer: "street", Code: "t", Shape: rect(0, 0, 20, 10)}, {Layer: "community", Code: "c", Parent: "t", Shape: rect(0, 0, 20, 10)},
		{Layer: "grid", Code: "g1", Parent: "c", Shape: rect(0, 0, 10, 10)}, {Layer: "grid", Code: "g2", Parent: "c", Shape: rect(10, 0, 20, 10)},
		{Layer: "compound", Code: "k", Parent: "c", Shape: rect(1, 1, 4, 4)},
	} {
		a.Names = city.Names{Zh: "名" + a.Code}
		put(&a)
	}
	house := rect(2, 2, 3, 3)
	put(&city.Building{Code: "h", Shape: house})
	put(&city.Place{Kind: atlas.StationKind, Code: "s", Names: city.Names{Zh: "站"}, Point: house[0][0][2], State: city.PlaceOpen})
	grid, k := city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g1"}, city.Seat{Kind: city.KindArea, Layer: "compound", Code: "k"}
	put(&city.Organisation{Code: "branch", Kind: "branch", Of: k})
	put(&city.Organisation{Code: "wuye", Kind: "property_company", Covers: []city.Seat{k}})
	org := func(code string) city.Seat {
		return city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: code}
	}
	for i, p := range slices.Concat([]city.Post{
		{Role: "building_head", At: city.Seat{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: "h"}},
		{Role: "grid_head", At: grid}, {Role: "full_time_worker", At: grid}, {Role: "professional_worker", At: grid}, {Role: "linked_member", At: grid},
		{Role: "branch_secretary", At: org("branch")}, {Role: "property_contact", At: org("wuye")},
		{Role: "community_contact", At: city.Seat{Kind: city.KindArea, Layer: "community", Code: "c"}},
		{Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "t"}},
		{Role: "station_keeper", At: city.Seat{Kind: city.KindPlace, Layer: atlas.StationKind, Code: "s"}},
	}, slices.Repeat([]city.Post{{Role: "linked_member", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g2"}}}, 20_000)) {
		p.Code, p.Person, p.OfficePhone = fmt.Sprintf("T%05d", i), fmt.Sprintf("P%05d", i), "0537-5550000"
		p.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{{From: 480 + i%4*30, To: 1020 + i%4*30}}}, {Days: city.Weekend}}}
		put(&p)
		sealed, err := city.Seal(personKey(p.Person), p.Person, &city.Details{Name: "张示例", Phones: []city.Phone{{Use: city.PhoneDuty, Number: "13812345678"}, {Use: city.PhonePrivate, Number: "13912345678"}}})
		if err != nil {
			b.Fatal(err)
		}
		put(&city.Person{Code: p.Person, Sealed: sealed})
	}
	if _, err := store.Apply(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	sunday := func() time.Time { return time.Date(2026, 11, 22, 20, 0, 0, 0, scheme.Location()) }
	a, err := atlas.Open(b.Context(), store, sunday)
	if err != nil {
		b.Fatal(err)
	}
	record := func(context.Context, *access.Caller, access.Entry) error { return nil }
	people := access.NewPeople(openKeys{}, record, func() time.Time { return time.Unix(0, 0) })
	return New(Config{Atlas: a, People: people, Log: slog.New(slog.NewJSONHandler(io.Discard, nil))}), house[0][0][0]
}

// maskPlayers are who asks in BenchmarkMasked.
func maskPlayers() map[string]*access.Caller {
	caller := func(roles access.Role, scope ...city.Seat) *access.Caller {
		return &access.Caller{Account: "x", Roles: []access.Role{roles}, Via: access.ViaSession, Scope: scope, WholeCity: len(scope) == 0}
	}
	street := func(code string) city.Seat { return city.Seat{Kind: city.KindArea, Layer: "street", Code: code} }
	return map[string]*access.Caller{
		"stranger": nil, "dispatcher": caller(access.Dispatcher), "dispatcher of the street": caller(access.Dispatcher, street("t")),
		"dispatcher of another street": caller(access.Dispatcher, street("u")), "planner": caller(access.Planner),
	}
}

// BenchmarkMasked measures what posts, and persons as the caller sees them, add to the answer about a
// spot, on a workday and on a Sunday evening, each question about another minute. Blocks of questions
// without posts and with them take turns in one run; over-us is the median of the differences of their
// processor time in microseconds. The row of the audit is not written: it waits for the disk.
func BenchmarkMasked(b *testing.B) {
	s, spot := maskCity(b)
	pic := s.atlas.Current()
	const block = 240
	for _, day := range []int{23, 22} {
		for who, c := range maskPlayers() {
			b.Run(fmt.Sprintf("%s/%s", []string{"sunday", "workday"}[day-22], who), func(b *testing.B) {
				r := httptest.NewRequestWithContext(context.WithValue(b.Context(), callerKey{}, c), http.MethodGet, "/api/v1/locate", nil)
				asked := atlas.Asked{At: time.Date(2026, 11, day, 20-10*(day-22), 0, 0, 0, pic.Scheme.Location())}
				posts := func(no bool) float64 {
					asked.NoPosts = no
					began := processorTime(b)
					for range block {
						asked.At = asked.At.Add(time.Minute)
						ans := pic.Locate(spot, asked)
						if no || c == nil {
							continue
						}
						if posts, err := s.staffed(r, pic, ans.Posts, ans.Holders, false); err != nil || len(posts) != 10 || posts[0].Person == nil {
							b.Fatal(len(posts), err)
						}
					}
					asked.At = asked.At.Add(-block * time.Minute)
					return float64(processorTime(b)-began) / block / 1e3
				}
				var over []float64
				for b.Loop() {
					bare := posts(true)
					over = append(over, posts(false)-bare)
				}
				slices.Sort(over)
				b.ReportMetric(over[len(over)/2], "over-us")
			})
		}
	}
}

// processorTime is what the process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
