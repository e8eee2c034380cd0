package city_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/city"
)

// TestSeal: what is sealed comes back under its key and code alone; equal details give equal bytes;
// no byte may be changed; nothing of the text shows.
func TestSeal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), city.KeyBytes, city.KeyBytes).Draw(rt, "key")
		code := rapid.StringMatching(`[a-z0-9]{1,12}`).Draw(rt, "code")
		name := rapid.StringMatching(`[一-龥]{2,6}`).Draw(rt, "name")
		d := &city.Details{Name: name, Phones: []city.Phone{{Use: city.PhoneDuty, Number: rapid.StringMatching(`[0-9]{11}`).Draw(rt, "phone")}}}
		sealed, err := city.Seal(key, code, d)
		if err != nil {
			rt.Fatal(err)
		}
		if again, err := city.Seal(key, code, d); err != nil || !bytes.Equal(again, sealed) {
			rt.Fatalf("sealed twice it is %x and %x, %v", sealed, again, err)
		}
		got, err := city.Unseal(key, code, sealed)
		if err != nil || got.Name != d.Name || got.Phones[0] != d.Phones[0] {
			rt.Fatalf("%v, %v", got, err)
		}
		for _, shown := range []string{d.Name, d.Phones[0].Number} {
			if bytes.Contains(sealed, []byte(shown)) {
				rt.Fatal("what is sealed can be read")
			}
		}
		other := bytes.Clone(key)
		other[rapid.IntRange(0, len(key)-1).Draw(rt, "place")] ^= 1
		spoiled := bytes.Clone(sealed)
		spoiled[rapid.IntRange(0, len(sealed)-1).Draw(rt, "byte")] ^= 1
		for what, try := range map[string]func() error{
			"another key":      func() error { _, err := city.Unseal(other, code, sealed); return err },
			"another code":     func() error { _, err := city.Unseal(key, code+"x", sealed); return err },
			"a changed byte":   func() error { _, err := city.Unseal(key, code, spoiled); return err },
			"a part of it":     func() error { _, err := city.Unseal(key, code, sealed[:len(sealed)/2]); return err },
			"almost no nonce":  func() error { _, err := city.Unseal(key, code, sealed[:3]); return err },
			"nothing whatever": func() error { _, err := city.Unseal(key, code, nil); return err },
		} {
			if err := try(); city.CodeOf(err) != "store_corrupt" || strings.Contains(err.Error(), name) {
				rt.Fatalf("%s: %v", what, err)
			}
		}
	})
}

func TestSealRefuses(t *testing.T) {
	key := make([]byte, city.KeyBytes)
	for name, c := range map[string]struct {
		d    city.Details
		code string
	}{
		"no name":       {city.Details{}, "bad_person"},
		"no text":       {city.Details{Name: "\xff"}, "bad_person"},
		"letters":       {city.Details{Name: "王", Phones: []city.Phone{{Use: city.PhoneDuty, Number: "138OOOO1111"}}}, "bad_phone"},
		"no use":        {city.Details{Name: "王", Phones: []city.Phone{{Number: "13800001111"}}}, "bad_phone"},
		"eleven phones": {city.Details{Name: "王", Phones: make([]city.Phone, city.MaxPhones+1)}, "bad_person"},
	} {
		if _, err := city.Seal(key, "p", &c.d); city.CodeOf(err) != c.code || strings.Contains(err.Error(), "138") {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	for _, n := range []int{0, 16, 33} {
		if _, err := city.Seal(make([]byte, n), "p", &city.Details{Name: "王"}); err == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
}

func TestIsPhone(t *testing.T) {
	for s, want := range map[string]bool{
		"110": true, "0537-2345678": true, "+86 138 0000 1111": true, "2345678-12": true, "": false, "12": false, "1+2345": false,
		"-12345": false, "12345-": false, "12a45": false, "１２３４５": false, strings.Repeat("1", 21): false, "1" + strings.Repeat(" ", 30) + "11": false,
	} {
		if city.IsPhone(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// TestContentHashLeavesOutWhatIsSealed: two stores with keys of their own have one hash.
func TestContentHashLeavesOutWhatIsSealed(t *testing.T) {
	of := func(sealed, code string) [32]byte {
		h, err := city.ContentHash([]city.Record{{Content: &city.Person{Code: code, Sealed: []byte(sealed)}}})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if of("a", "p") != of("b", "p") || of("a", "p") == of("a", "q") {
		t.Error("the hash hangs on what is sealed, or not on the code")
	}
}

// TestMonthRule: a day of the month goes before the week, an exception before both.
func TestMonthRule(t *testing.T) {
	day, night := []city.Span{{From: 480, To: 1080}}, []city.Span{{From: 1320, To: 1800}}
	h := city.Hours{
		Week:  []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: day}},
		Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: night}, {Days: []int{31}}},
		Dates: []city.DateRule{{From: date(t, "2026-11-15"), To: date(t, "2026-11-16")}},
	}
	for text, want := range map[string][]city.Span{"2026-11-04": day, "2026-11-05": night, "2026-11-15": nil, "2026-12-15": night, "2026-12-31": nil} {
		got, known := h.On(date(t, text), nil)
		if !known || len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("%s: %v, %v; want %v", text, got, known, want)
		}
	}
}
