package atlas_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestHoursAreTold: a card says the hours as a person reads them.
func TestHoursAreTold(t *testing.T) {
	p := station("s", at(0, 0))
	p.Hours = &city.Hours{
		Week: []city.WeekRule{
			{Days: city.Workdays, Open: []city.Span{city.Clock(8*60, 12*60), city.Clock(14*60, 24*60)}},
			{Days: city.Saturday | city.Holiday, Open: []city.Span{city.Clock(22*60+5, 6*60)}}, {Days: city.Sunday},
		},
		Dates: []city.DateRule{{From: 20000, To: 20002, Open: []city.Span{{From: 0, To: city.Midnight}}}}, Calendar: "cn",
	}
	cards, _ := withPlaces(t, p).Places(atlas.PlaceFilter{}, city.Key{}, 10, time.Unix(0, 0))
	got, err := json.Marshal(cards[0].Hours)
	want := `{"week":[{"days":["mon","tue","wed","thu","fri"],"open":[["08:00","12:00"],["14:00","24:00"]]},` +
		`{"days":["sat","holiday"],"open":[["22:05","06:00"]]},{"days":["sun"],"open":[]}],` +
		`"dates":[{"from":"2024-10-04","to":"2024-10-06","open":[["00:00","24:00"]]}],"calendar":"cn"}`
	if err != nil || string(got) != want {
		t.Errorf("%s\nwant %s, %v", got, want, err)
	}
}

// TestPlaces: kinds in byte order, then codes; filters; open is said of the time asked for.
func TestPlaces(t *testing.T) {
	open, shut, post := station("a", at(0, 0)), station("b", at(5, 5)), station("a", at(9, 9))
	open.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(8*60, 18*60)}}}}
	shut.State, post.Kind = city.PlaceClosed, "police_post"
	pic := withPlaces(t, open, shut, post)
	box := geo.Box{Min: at(0, 0), Max: at(5, 5)}
	for _, c := range []struct {
		f    atlas.PlaceFilter
		hour int
		want string
	}{
		{atlas.PlaceFilter{}, 10, "police_post/a:null red_sail_station/a:true red_sail_station/b:false"},
		{atlas.PlaceFilter{}, 20, "police_post/a:null red_sail_station/a:false red_sail_station/b:false"},
		{atlas.PlaceFilter{Kinds: []string{"red_sail_station", "landmark", "red_sail_station"}}, 10, "red_sail_station/a:true red_sail_station/b:false"},
		{atlas.PlaceFilter{State: city.PlaceClosed}, 10, "red_sail_station/b:false"},
		{atlas.PlaceFilter{Box: &box, State: city.PlaceOpen}, 10, "red_sail_station/a:true"},
		{atlas.PlaceFilter{Kinds: []string{"landmark"}}, 10, ""},
	} {
		for limit := 1; limit < 4; limit++ {
			var got []string
			after := city.Key{}
			for more := true; more; {
				var cards []atlas.PlaceCard
				cards, more = pic.Places(c.f, after, limit, time.Date(2026, 11, 21, c.hour, 0, 0, 0, pic.Scheme.Location()))
				for _, p := range cards {
					said, err := json.Marshal(p.Open)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, p.Kind+"/"+p.Code+":"+string(said))
					after = city.Key{Kind: city.KindPlace, Layer: p.Kind, Code: p.Code}
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v in pages of %d: %v, want %s", c.f, limit, got, c.want)
			}
		}
	}
}

// TestOnePlace: by code, by kind where the code stands twice, by a former code, and after its
// end.
func TestOnePlace(t *testing.T) {
	s := openStore(t, served)
	first, post, gone := station("a", at(0, 0)), station("a", at(9, 9)), station("old", at(1, 1))
	post.Kind = "police_post"
	moved := station("new", at(2, 2))
	moved.Former = []string{"first"}
	start := station("first", at(2, 2))
	cut, err := city.ParseDate("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	put := func(p city.Place) city.Entry { return city.PutContent(&p, city.Always()) }
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{put(first), put(post), put(gone), put(start)}})
	apply(t, s, city.Change{Effective: cut, Entries: []city.Entry{
		city.DeleteKey(gone.Key(), cut, "a"), city.DeleteKey(start.Key(), cut), city.PutContent(&moved, city.Period{From: cut, To: city.OpenEnd}),
	}})
	a := openAtlas(t, s, nil)
	for _, c := range []struct{ kind, code, want string }{
		{"red_sail_station", "a", "red_sail_station/a code"}, {"police_post", "a", "police_post/a code"}, {"", "a", "ambiguous_code"},
		{"", "old", "red_sail_station/old retired"}, {"", "new", "red_sail_station/new code"}, {"", "first", "red_sail_station/new former"},
		{"", "nix", "unknown_code"}, {"landmark", "a", "unknown_code"},
	} {
		d, err := a.Place(t.Context(), a.Current(), c.kind, c.code, a.Now())
		got := city.CodeOf(err)
		if err == nil {
			got = d.Kind + "/" + d.Code + " " + string(d.Matched)
		}
		if got != c.want {
			t.Errorf("%s/%s: %s, want %s", c.kind, c.code, got, c.want)
		}
	}
	if d, err := a.Place(t.Context(), a.Current(), "", "old", a.Now()); err != nil || d.Open == nil || *d.Open || d.Successors[0] != "a" || d.Valid.To != "2026-01-01" {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestBuilding: the card holds what anybody may know, and no household.
func TestBuilding(t *testing.T) {
	s := openStore(t, served)
	num := func(n int64) *int64 { return &n }
	b := city.Building{
		Code: "h", Names: city.Names{Zh: "一号楼"}, Shape: rect(0, 0, 1, 1), Storeys: num(6), Households: num(424242), Class: map[string]string{"use": "home", "secret": "x"},
		Address: city.Address{Road: "柳舟路", Number: "1号"}, Entrances: []geo.Point{at(0, 0)},
	}
	point := at(3, 3)
	bare := city.Building{Code: "p", Point: &point}
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&b, city.Always()), city.PutContent(&bare, city.Always())}})
	a := openAtlas(t, s, nil)
	card, err := a.Building(t.Context(), a.Current(), "h")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(card)
	if err != nil || strings.Contains(string(text), "424242") || strings.Contains(string(text), "household") || strings.Contains(string(text), "secret") {
		t.Errorf("%s, %v", text, err)
	}
	if card.Use != "home" || *card.Storeys != 6 || card.Address != "柳舟路1号" || card.Label[0] <= card.Bounds[0] || card.Label[0] >= card.Bounds[2] {
		t.Errorf("%+v", card)
	}
	if card, err = a.Building(t.Context(), a.Current(), "p"); err != nil || card.Label != [2]float64(point.LonLat()) || card.Name != "p" {
		t.Errorf("%+v, %v", card, err)
	}
	if _, err = a.Building(t.Context(), a.Current(), "nix"); city.CodeOf(err) != "unknown_code" {
		t.Errorf("%v", err)
	}
}
