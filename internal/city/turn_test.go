package city_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// TestRota: three posts by week are on duty in turn, every moment one of them and no other; the night
// at the end of a turn is of who began it; a date of its own comes before the turn.
func TestRota(t *testing.T) {
	monday, err := city.ParseDate("2026-11-16")
	if err != nil {
		t.Fatal(err)
	}
	night := []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 8 * 60, To: 8*60 + city.Midnight}}}}
	var posts []city.Hours
	for nth := range 3 {
		posts = append(posts, city.Hours{Week: night, Turn: &city.Turn{From: monday, Days: 7, Of: 3, Nth: nth}})
	}
	start := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	for day := range 200 {
		at := start.AddDate(0, 0, day)
		want := ((int(city.DateOf(at))-int(monday))%21 + 21) % 21 / 7
		for nth := range posts {
			if on, known := posts[nth].OpenAt(at, nil); !known || on != (nth == want) {
				t.Errorf("%s: post %d is on duty: %v (known %v), want post %d", at, nth, on, known, want)
			}
		}
	}
	early := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC) // Monday before 8: still the one of last week
	if on, _ := posts[0].OpenAt(early, nil); !on {
		t.Error("the last night of a turn is cut off")
	}
	if next, ok := posts[2].NextFrom(early, nil, city.MaxDutySearch); !ok || !next.Equal(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("the next turn of post 2 is told as %s", next)
	}
	swapped := posts[0]
	swapped.Dates = []city.DateRule{{From: monday + 9, To: monday + 10, Open: []city.Span{{From: 0, To: 60}}}}
	if on, _ := swapped.OpenAt(time.Date(2026, 11, 25, 0, 30, 0, 0, time.UTC), nil); !on {
		t.Error("an exchanged day does not come before the turn")
	}
}

// TestBadTurns: what is no rota is refused.
func TestBadTurns(t *testing.T) {
	scheme, err := city.ParseScheme([]byte("layers:\n  - {key: street, name: {zh: 街道, en: Street}, parent: \"\", partition: true}\n"))
	if err != nil {
		t.Fatal(err)
	}
	post := city.Post{Code: "p", Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s"}}
	for _, turn := range []city.Turn{{Days: 7, Of: 1}, {Days: 0, Of: 3}, {Days: 200, Of: 2}, {Days: 7, Of: 3, Nth: 3}, {Days: 7, Of: 3, Nth: -1}, {From: city.OpenStart, Days: 7, Of: 3}, {Days: 1 << 40, Of: 1 << 40}} {
		post.Hours = &city.Hours{Turn: &turn}
		if err := post.Check(scheme); city.CodeOf(err) != "bad_hours" {
			t.Errorf("%+v: %v", turn, err)
		}
	}
	post.Hours = &city.Hours{Turn: &city.Turn{Days: 7, Of: 3, Nth: 2}}
	if err := post.Check(scheme); err != nil {
		t.Error(err)
	}
}
