package atlas_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// dutyOf is what a line should say by a single answer.
func dutyOf(ans atlas.Answer) string {
	state, next := "", ""
	var best, unknown *atlas.PostAnswer
	for i := range ans.Posts {
		p := &ans.Posts[i]
		switch {
		case p.Level == city.AnswersService:
		case p.OnDuty == nil:
			if unknown == nil {
				unknown = p
			}
		case *p.OnDuty:
			return strings.Join([]string{"on", p.Role, p.Area, p.Phone, ""}, ",")
		case best == nil, p.Next != "" && (next == "" || p.Next < next): // one zone: the texts are in the order of time
			state, best, next = "off", p, p.Next
		}
	}
	if unknown != nil {
		state, best = "unknown", unknown
	}
	if best == nil {
		return ",,,,"
	}
	return strings.Join([]string{state, best.Role, best.Area, best.Phone, next}, ",")
}

// TestBulkDuty: a line says of duty what a single answer says, in both forms.
func TestBulkDuty(t *testing.T) {
	_, a := dutyCity(t)
	pic := a.Current()
	r := rand.New(rand.NewPCG(9, 9))
	seen := map[string]int{}
	for _, moment := range []string{"2026-11-23T10:00:00+08:00", "2026-11-22T20:00:00+08:00", "2026-11-22T02:00:00+08:00"} {
		b := codes
		b.Columns, b.At = atlas.ColumnsPosts, when(t, moment)
		in, lines := "lon,lat\n", ""
		var want []string
		for i := range 300 {
			q := at(r.Int32N(400)-170+r.Int32N(2)*r.Int32N(60), r.Int32N(14)-2)
			if i%10 == 0 {
				q = at(2, 2) // a building whose head has no hours
			}
			p := q.LonLat()
			in += fmt.Sprintf("%.7f,%.7f\n", p[0], p[1])
			lines += fmt.Sprintf(`{"lon":%.7f,"lat":%.7f}`+"\n", p[0], p[1])
			want = append(want, dutyOf(pic.Locate(q, atlas.Asked{At: b.At})))
		}
		var out, objects bytes.Buffer
		if _, err := pic.LocateCSV(t.Context(), strings.NewReader(in), &out, b); err != nil {
			t.Fatal(err)
		}
		if _, err := pic.LocateNDJSON(t.Context(), strings.NewReader(lines), &objects, b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		texts := strings.Split(objects.String(), "\n")
		for i, w := range want {
			row := rows[i+1]
			if got := strings.Join(row[len(row)-7:len(row)-2], ","); got != w {
				t.Fatalf("%s, line %d: %s, want %s", moment, i+1, got, w)
			}
			c := strings.Split(w, ",")
			if part := fmt.Sprintf(`"duty":%q,"duty_role":%q,"duty_area":%q,"duty_phone":%q,"duty_next":%q,`, c[0], c[1], c[2], c[3], c[4]); !strings.Contains(texts[i], part) {
				t.Fatalf("%s, line %d: %s lacks %s", moment, i+1, texts[i], part)
			}
			seen[c[0]]++
		}
	}
	for _, state := range []string{"on", "off", "unknown", ""} {
		if seen[state] == 0 {
			t.Errorf("no line says %q: %v", state, seen)
		}
	}
}
