package httpapi_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// ring keeps keys in memory. They are the codes, filled up: a test needs no secret.
type ring struct{}

func (ring) Ensure(ctx context.Context, codes []string) ([][]byte, error) {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = []byte((code + strings.Repeat(".", city.KeyBytes))[:city.KeyBytes])
	}
	return out, ctx.Err()
}
func (r ring) Get(ctx context.Context, codes []string) ([][]byte, error) { return r.Ensure(ctx, codes) }
func (ring) Erase(ctx context.Context, _ []string) error                 { return ctx.Err() }
func (ring) Erased(ctx context.Context) ([]string, error)                { return nil, ctx.Err() }

// Every person of the canary city has this name, these phones, and a code that begins so.
const (
	canaryPerson  = "金丝雀"
	canaryDuty    = "13612345678"
	canaryPrivate = "13987654321"
	canaryCode    = "YS0"
)

// canaryCity is a desk over the made-up city whose whole staff are canaries.
func canaryCity(t *testing.T) *desk {
	t.Helper()
	return canaryCityOf(t, demo.SizeTiny)
}

func canaryCityOf(t *testing.T, size demo.Size) *desk {
	t.Helper()
	made, err := demo.Make(t.Context(), size, nil)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "demo.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	changes, err := made.Whole(t.Context(), ring{})
	if err != nil {
		t.Fatal(err)
	}
	persons := 0
	for i := range changes {
		persons += makeCanaries(t, changes[i].Entries)
		if _, err := store.Apply(t.Context(), changes[i]); err != nil {
			t.Fatal(err)
		}
	}
	if persons < 10 {
		t.Fatalf("the city has %d persons", persons)
	}
	var a *accounts
	d := newDesk(t, func(city.Store) city.Reader { return store }, func(c *httpapi.Config) {
		a = gate(t, c)
		c.People, c.Editor, c.Demo = access.NewPeople(ring{}, a.gate.Record, nil), nil, true
	})
	d.store, d.accounts = store, a
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	return d
}

// makeCanaries gives the persons of a change the name and the phones that are looked for.
func makeCanaries(t *testing.T, entries []city.Entry) (n int) {
	t.Helper()
	for i := range entries {
		p, ok := entries[i].Content.(*city.Person)
		if !ok {
			continue
		}
		if !strings.HasPrefix(p.Code, canaryCode) {
			t.Fatalf("the person %s", p.Code)
		}
		keys, err := ring{}.Ensure(t.Context(), []string{p.Code})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := city.Seal(keys[0], p.Code, &city.Details{Name: canaryPerson, Phones: []city.Phone{
			{Use: city.PhoneDuty, Number: canaryDuty}, {Use: city.PhonePrivate, Number: canaryPrivate},
		}})
		if err != nil {
			t.Fatal(err)
		}
		q := *p
		q.Sealed, entries[i].Content = sealed, &q
		n++
	}
	return n
}

// noCanary fails where an answer holds a person.
func noCanary(t *testing.T, at, text string) {
	t.Helper()
	for _, c := range []string{canaryPerson, canaryDuty, canaryPrivate, canaryCode, "136****", "金***"} {
		if strings.Contains(text, c) {
			t.Errorf("%s tells %q: %.200s", at, c, text)
		}
	}
}

// tileKeys are the attributes that features of tiles may have: whatever else turns up was not
// meant to be public.
var tileKeys = []string{"class", "code", "kind", "layer", "name", "name_en", "parent", "rank", "state", "storeys"}

// TestNoPersonInTiles: every tile of the made-up city, of all layers and all zooms, holds the
// attributes of a list and no more, and no person.
func TestNoPersonInTiles(t *testing.T) { noPersonInTiles(t, canaryCity(t), 16, 5_000) }

// TestLongNoPersonInTiles: the same of the city of usual size.
func TestLongNoPersonInTiles(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	noPersonInTiles(t, canaryCityOf(t, demo.SizeCity), 16, 400_000)
}

// noPersonInTiles asks for every tile of a city to a zoom; least is how many features they have together.
func noPersonInTiles(t *testing.T, d *desk, zoom, least int) {
	t.Helper()
	pic := d.atlas.Current()
	keys := []string{"building", "road", "path", "rail", "river", "wall", "place", "border"}
	for _, l := range pic.Layers() {
		keys = append(keys, l.Key)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	box, _ := pic.Bounds()
	attributes, seen := map[string]bool{}, 0
	for z := range zoom + 1 {
		x1, y1 := tileAt(box.Min.X, box.Max.Y, z)
		x2, y2 := tileAt(box.Max.X, box.Min.Y, z)
		for x := x1; x <= x2; x++ {
			for y := y1; y <= y2; y++ {
				for part := range slices.Chunk(keys, tiles.MaxKeys) {
					at := fmt.Sprintf("/tiles/%s/%d/%d/%d.mvt", strings.Join(part, ","), z, x, y)
					res := d.ask("GET", at, "")
					text := bodyOf(t, res)
					if res.StatusCode != 200 && res.StatusCode != 204 {
						t.Fatalf("%s: %d %s", at, res.StatusCode, text)
					}
					noCanary(t, at, text)
					layers, err := mvttest.Decode([]byte(text))
					if err != nil {
						t.Fatalf("%s: %v", at, err)
					}
					for _, l := range layers {
						for i := range l.Features {
							seen++
							for k := range l.Features[i].Props {
								attributes[k] = true
							}
						}
					}
				}
			}
		}
	}
	var got []string
	for k := range attributes {
		got = append(got, k)
	}
	slices.Sort(got)
	if !slices.Equal(got, tileKeys) {
		t.Errorf("tiles have the attributes %q", got)
	}
	if seen < least {
		t.Errorf("only %d features were seen", seen)
	}
	t.Logf("%d features were seen", seen)
}

// tileAt is the tile that holds a point.
func tileAt(x, y int32, z int) (tx, ty int) {
	at := geo.Point{X: x, Y: y}.LonLat()
	n := math.Exp2(float64(z))
	lat := at[1] * math.Pi / 180
	return int((at[0] + 180) / 360 * n), int((1 - math.Asinh(math.Tan(lat))/math.Pi) / 2 * n)
}

// TestNoPersonInAnswers: of the made-up city, every row that is for everybody tells no person, to a
// stranger and to a wall, in any form, of a grid and of a spot that have their people.
func TestNoPersonInAnswers(t *testing.T) {
	d := canaryCity(t)
	wall, _, err := d.accounts.gate.CreateToken(t.Context(), access.Command(), access.NewToken{Name: "w", Display: true, View: wallOfTheCity, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	grid, spot := mannedGrid(t, d)
	keeper := d.accounts.token("sees", []access.Role{access.Keeper})
	if text := bodyOf(t, d.asks(keeper, "GET", "/api/v1/areas/grid/"+grid+"/posts", "")); !strings.Contains(text, canaryPerson) || !strings.Contains(text, canaryCode) {
		t.Fatalf("the keeper sees no canary, so the search shows nothing: %s", text)
	}
	if res := d.asks(wall, "GET", "/api/v1/areas/grid/"+grid+"/posts", ""); res.StatusCode != 200 || !strings.Contains(bodyOf(t, res), `"role"`) {
		t.Fatalf("the wall does not show the grid's posts: %d", res.StatusCode)
	}
	asked := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if !access.Everybodys(rt.Action) || rt.Method != http.MethodGet {
			continue
		}
		for _, target := range []string{samples[rt.Pattern], ofTheGrid(rt.Pattern, grid, spot)} {
			for _, f := range manners(&rt) {
				d.patience = 0
				if rt.Cost == httpapi.Stream {
					d.patience = 20 * time.Millisecond
				}
				if f.f != "" {
					target = withForm(target, f.f)
				}
				for _, token := range []string{"", wall} {
					header := []string{"Accept", "*/*"}
					if f.accept != "" {
						header[1] = f.accept
					}
					if token != "" {
						header = append(header, "Authorization", "Bearer "+token)
					}
					res := d.ask("GET", target, "", header...)
					asked++
					noCanary(t, target, bodyOf(t, res)+fmt.Sprint(res.Header))
				}
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d answers were looked at", asked)
	}
	noCanary(t, "the log", d.log.String())
}

// mannedGrid is a grid of the city with a post that somebody holds, and a spot in it.
func mannedGrid(t *testing.T, d *desk) (code string, at string) {
	t.Helper()
	pic := d.atlas.Current()
	box, _ := pic.Bounds()
	for i := range int32(400) {
		p := geo.Point{X: box.Min.X + (box.Max.X-box.Min.X)/20*(i%20), Y: box.Min.Y + (box.Max.Y-box.Min.Y)/20*(i/20)}
		query := fmt.Sprintf("lon=%.7f&lat=%.7f", p.LonLat()[0], p.LonLat()[1])
		text := bodyOf(t, d.ask("GET", "/api/v1/locate?"+query, ""))
		_, after, ok := strings.Cut(text, `"layer":"grid","code":"`)
		if ok && strings.Contains(text, `"role":"`) {
			code, _, _ = strings.Cut(after, `"`)
			return code, query
		}
	}
	t.Fatal("no grid has a post")
	return "", ""
}

// ofTheGrid asks a row about the grid, or the spot.
func ofTheGrid(pattern, grid, spot string) string {
	path := strings.NewReplacer("{layer}", "grid", "{of}", "grid", "{code}", grid, "{collection}", "grid", "{feature}", grid, "{n}", "3", "{layers}", "grid,building,place", "{name}", "redsail-light",
		"{tileMatrixSet}", "WebMercatorQuad", "{tileMatrix}", "0", "{tileRow}", "0", "{tileCol}", "0", "{kind}", "red_sail_station", "{minutes}", "5", "{z}", "0", "{x}", "0", "{y}", "0", "{id}", "m").Replace(pattern)
	switch {
	case strings.HasSuffix(pattern, "/locate"):
		return path + "?" + spot
	case strings.HasSuffix(pattern, "/search"):
		return path + "?q=" + canaryDuty
	}
	return path
}

// withForm sets the parameter f of an address.
func withForm(target, f string) string {
	path, query, _ := strings.Cut(target, "?")
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool { return p == "" || strings.HasPrefix(p, "f=") })
	return path + "?" + strings.Join(append(pairs, "f="+f), "&")
}

// wallOfTheCity is the view of a wall that shows a street of the made-up city with all that people do.
const wallOfTheCity = "area=district/372001&layers=street,community,grid,compound,building,red_sail_station"

// TestNoPartyMembersInAnswers: how many self-managed members a compound has is a figure for the checks of staff. It
// stands in no answer about areas, whoever asks.
func TestNoPartyMembersInAnswers(t *testing.T) {
	d := canaryCity(t)
	rs, err := d.store.Records(t.Context(), city.Query{Kind: city.KindArea, Layer: "compound", AllRevisions: true})
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for i := range rs {
		if a := rs[i].Content.(*city.Area); a.Class[city.ClassMembers] != "" {
			code = a.Code
		}
	}
	if code == "" {
		t.Fatal("no compound counts its members, so the search shows nothing")
	}
	keeper := d.accounts.token("counts", []access.Role{access.Keeper})
	for _, target := range []string{
		"/api/v1/areas?layer=compound&limit=500", "/api/v1/areas/compound/" + code, "/api/v1/areas/compound/" + code + "?f=geojson", "/api/v1/areas/compound/" + code + "/history",
		"/ogc/collections/compound/items?limit=500", "/ogc/collections/compound/items/" + code, "/ogc/collections/compound/queryables", "/ogc/collections/compound/schema",
	} {
		for _, token := range []string{"", keeper} {
			header := []string{"Accept", "application/json"}
			if token != "" {
				header = append(header, "Authorization", "Bearer "+token)
			}
			if text := bodyOf(t, d.ask("GET", target, "", header...)); strings.Contains(text, city.ClassMembers) {
				t.Errorf("%s tells of members", target)
			}
		}
	}
}
