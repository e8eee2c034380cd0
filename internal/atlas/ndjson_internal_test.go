package atlas

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// sameLine: where the fast reader answers, it says what encoding/json does.
func sameLine(t *testing.T, text []byte) (fast bool) {
	t.Helper()
	var one, other jsonLine
	if !readUsual(text, &one) {
		return false
	}
	readAny(text, &other, false)
	if other.problem != "" || !bytes.Equal(one.lon, other.lon) || !bytes.Equal(one.lat, other.lat) || !bytes.Equal(one.id, other.id) || (one.id == nil) != (other.id == nil) {
		t.Fatalf("%q: fast %q %q %q, encoding/json %q %q %q %s", text, one.lon, one.lat, one.id, other.lon, other.lat, other.id, other.problem)
	}
	return true
}

var lineSeeds = []string{
	`{"lon":116.5,"lat":35.4,"id":7}`, `{"id":"a","lat":-35.4,"lon":0}`, `{ "lon" : 1 , "lat" : 2 }`, `{"lon":1,"lat":2,"id":"\u00e9"}`, `{"lon":1,"lat":2,"id":[1,{}]}`,
	`{"lon":01,"lat":2}`, `{"lon":1.,"lat":2}`, `{"lon":-,"lat":2}`, `{"lon":1e3,"lat":2}`, `{"lon":1,"lat":2,"lon":3}`, `{"lon":1,"lat":2,}`, `{"lon":1,"lat":2}}`, `{"lon":1,"lat":2,"id":-0.0}`,
	"{\"lon\":1,\"lat\":2,\"id\":\"\xff\"}", "{\"lon\":1,\"lat\":2,\"id\":\"红\"}", "{\"lon\":1,\"lat\":2,\"id\":\"\x01\"}", `{"lon":1,"lat":2,"id":nullx}`, `{"lon":1,"lat":2,"id":true }`, "{\"lon\":1\r,\"lat\":2}\r",
	`{"lon":1,"lat":2,"id":}`, `{"lon":1 "lat":2}`, `{"lon"1,"lat":2}`, `{"lon":1,"lat":2,"id":"a`, `{`, ``, ` `, `{}`, `{"lon":1,"lat":2,"id":1-}`, "{\"lon\":1,\"lat\":2,\"id\":\"\x7f\"}",
}

// TestUsualLines changes, cuts and joins lines at random: a quarter million tries.
func TestUsualLines(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const letters = `{}":,.-+eE0123456789 lonatid\/[]ntf` + "\r\t\x00\xe7\xba"
	fast := 0
	for range 250_000 {
		text := []byte(lineSeeds[r.IntN(len(lineSeeds))])
		for range r.IntN(3) {
			if len(text) == 0 {
				break
			}
			at := r.IntN(len(text))
			switch r.IntN(3) {
			case 0:
				text[at] = letters[r.IntN(len(letters))]
			case 1:
				text = append(text[:at], text[at+1:]...)
			default:
				text = append(text[:at], append([]byte{letters[r.IntN(len(letters))]}, text[at:]...)...)
			}
		}
		if sameLine(t, text) {
			fast++
		}
	}
	if fast < 20_000 {
		t.Errorf("only %d lines were read fast", fast)
	}
}

func FuzzUsualLine(f *testing.F) {
	for _, s := range lineSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !bytes.ContainsRune(text, '\n') {
			sameLine(t, text)
		}
	})
}

// sameUnits: where the fast conversion answers, it says what ParseFloat and Snap do.
func sameUnits(t *testing.T, text string) (fast bool) {
	t.Helper()
	x, end, ok := units([]byte(text), 0, geo.MaxX)
	if !ok || end != len(text) {
		return false
	}
	v, good := ParseNumber(text)
	q, err := geo.Snap(orb.Point{v, 0})
	if !good || err != nil || q.X != x {
		t.Fatalf("%q: %d units, slowly %d (%v, %v)", text, x, q.X, good, err)
	}
	return true
}

var numberSeeds = []string{
	"0", "-0", "116.4039151", "-116.40391515", "116.40391514999999", "116.4039151500000000000001", "179.9999999", "179.99999995", "180", "-180", "180.0000001", "0.00000005", "0.000000049999999999",
	"0.0000000501", "00", "01", ".5", "5.", "1e1", "-", "", "1.2.3", "999999999999", "0.000000150000000", "12.34567890123456789", "+1", "1_0",
}

// TestUnits: two million coordinates of every number of digits, those near the middle of
// two units as often as others.
func TestUnits(t *testing.T) {
	for _, s := range numberSeeds {
		sameUnits(t, s)
	}
	r := rand.New(rand.NewPCG(8, 9))
	fast, tries := 0, 2_000_000
	var text []byte
	for range tries {
		text = text[:0]
		whole := r.IntN(181)
		if r.IntN(2) == 0 {
			text = append(text, '-')
		}
		text = strconv.AppendInt(text, int64(whole), 10)
		switch r.IntN(3) {
		case 0:
			text = fmt.Appendf(text, ".%0*d", 1+r.IntN(7), r.IntN(10))
		case 1: // all digits that a float64 has
			text = strconv.AppendFloat(text[:0], (r.Float64()-0.5)*360, 'f', -1, 64)
		default: // near the middle of two units
			text = fmt.Appendf(text, ".%07d%d", r.IntN(1e7), 490_000+r.IntN(20_000))
		}
		if sameUnits(t, string(text)) {
			fast++
		}
	}
	if fast < tries/2 {
		t.Errorf("only %d of %d numbers were read fast", fast, tries)
	}
}

func FuzzUnits(f *testing.F) {
	for _, s := range numberSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { sameUnits(t, text) })
}
