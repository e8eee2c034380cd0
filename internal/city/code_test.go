package city_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
)

// published reads the codes of one of the statistical bureau's lists (2023).
func published(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join(geotest.DataDir(t), "cn-codes", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows[1:] {
		out = append(out, row[0])
	}
	return out
}

// TestPublishedCodes: every real code fits, alone, under its parent, and as the head of a
// grid's code.
func TestPublishedCodes(t *testing.T) {
	for _, c := range []struct {
		file        string
		digits, min int
	}{
		{"areas_all.csv", 6, 2900}, {"areas_370800_jining.csv", 6, 11}, {"areas_150600_ordos.csv", 6, 9},
		{"streets_all.csv", 9, 41000}, {"streets_370800_jining.csv", 9, 150}, {"streets_150600_ordos.csv", 9, 80}, {"streets_1101_beijing.csv", 9, 340},
		{"villages_370800_jining.csv", 12, 4900}, {"villages_150600_ordos.csv", 12, 1000}, {"villages_1101_beijing.csv", 12, 7500},
	} {
		t.Run(c.file, func(t *testing.T) {
			list := published(t, c.file)
			if len(list) < c.min {
				t.Fatalf("only %d codes", len(list))
			}
			wrong := 0
			for _, code := range list {
				errs := []error{city.ProfileCN12.CheckCode(code), city.ProfileFree.CheckCode(code)}
				if len(code) != c.digits {
					errs = append(errs, fmt.Errorf("%d digits", len(code)))
				}
				if len(code) > 6 {
					errs = append(errs, city.ProfileCN12.CheckUnder(code, code[:6]), city.ProfileCN12.CheckUnder(code, code[:6]+"000000"))
				}
				if len(code) == 12 {
					errs = append(errs, city.ProfileCN15.CheckCode(code+"007"), city.ProfileCN15.CheckUnder(code+"007", code))
				}
				if err := errors.Join(errs...); err != nil {
					if wrong++; wrong <= 5 {
						t.Errorf("%s: %v", code, err)
					}
				}
			}
			if wrong > 0 {
				t.Errorf("%d of %d real codes are refused", wrong, len(list))
			}
		})
	}
}

func TestCheckCode(t *testing.T) {
	long := strings.Repeat("码", city.MaxCode)
	for _, c := range []struct {
		profile city.Profile
		code    string
		why     string // a part of the message; empty = taken
	}{
		{city.ProfileFree, "1", ""}, {city.ProfileFree, "红旗-3 号", ""}, {city.ProfileFree, long, ""}, {"", "a", ""}, {city.ProfileFree, "F/S", ""}, {city.ProfileFree, "3.70811E+11", "scientific"}, {city.ProfileFree, "3E5", ""}, {city.ProfileFree, "E5", ""},
		{city.ProfileFree, "", "empty"}, {city.ProfileFree, long + "码", "longer than 64"}, {city.ProfileFree, " a", "space"}, {city.ProfileFree, "a　", "space"},
		{city.ProfileFree, "a\tb", "control"}, {city.ProfileFree, "a\x00", "control"}, {city.ProfileFree, "a;b", "semicolon"},
		{city.ProfileFree, "a\xff", "UTF-8"},
		{city.ProfileCN12, "370811", ""}, {city.ProfileCN12, "370811001", ""}, {city.ProfileCN12, "370811001001", ""},
		{city.ProfileCN12, "370000000000", ""}, {city.ProfileCN12, "370800000000", ""}, {city.ProfileCN12, "370811000000", ""}, {city.ProfileCN12, "370811001000", ""},
		{city.ProfileCN12, "441900003000", ""}, {city.ProfileCN12, "659001", ""},
		{city.ProfileCN12, "37081", "6, 9 or 12 digits"}, {city.ProfileCN12, "3708110010010", "6, 9 or 12"}, {city.ProfileCN12, "370811001001007", "6, 9 or 12"},
		{city.ProfileCN12, "3.70811E+11", "scientific"}, {city.ProfileCN12, "370811001e+3", "scientific"}, {city.ProfileCN12, "37081100100X", "digits only"},
		{city.ProfileCN12, "３７０８１１", "digits only"}, {city.ProfileCN12, "-37081", "digits only"}, {city.ProfileCN12, "370811.0", "digits only"},
		{city.ProfileCN12, "160811", "digits 1–2"}, {city.ProfileCN12, "000000", "digits 1–2"}, {city.ProfileCN12, "990811", "digits 1–2"},
		{city.ProfileCN12, "377111", "digits 3–4"}, {city.ProfileCN12, "370011", "digits 3–4"}, {city.ProfileCN12, "378911", "digits 3–4"},
		{city.ProfileCN12, "370811600", "digits 7–9"}, {city.ProfileCN12, "370811000001", "digits 7–9"},
		{city.ProfileCN12, "370811001600", "digits 10–12"},
		{city.ProfileCN15, "370811001001001", ""}, {city.ProfileCN15, "370811001001999", ""},
		{city.ProfileCN15, "370811001001000", "sequence"}, {city.ProfileCN15, "370811001001", "15 digits"}, {city.ProfileCN15, "37081100100100", "15 digits"},
		{city.ProfileCN15, "3708110010010071", "15 digits"}, {city.ProfileCN15, "3.70811001001007E+14", "scientific"}, {city.ProfileCN15, "370811001600007", "digits 10–12"},
	} {
		err := c.profile.CheckCode(c.code)
		if c.why == "" && err != nil || c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why) || city.CodeOf(err) != "bad_code") {
			t.Errorf("%s %q: %v; want %q", c.profile, c.code, err, c.why)
		}
	}
}

func TestCheckUnder(t *testing.T) {
	for _, c := range []struct {
		profile      city.Profile
		code, parent string
		ok           bool
	}{
		{city.ProfileCN12, "370811001", "370811", true}, {city.ProfileCN12, "370811001001", "370811001000", true}, {city.ProfileCN12, "370811001", "370811000000", true},
		{city.ProfileCN12, "370811001", "370000", true}, {city.ProfileCN12, "370811001", "370800000000", true}, {city.ProfileCN12, "441900003", "441900", true},
		{city.ProfileCN12, "370811001", "370812", false}, {city.ProfileCN12, "370811001", "370811002", false}, {city.ProfileCN12, "370811001", "150000", false},
		{city.ProfileCN15, "370811001001007", "370811001001", true}, {city.ProfileCN15, "370811001001007", "370811001002", false},
		{city.ProfileCN12, "370811001", "", true}, {city.ProfileCN12, "370811001", "任城区", true}, {city.ProfileFree, "x", "370811", true}, {"", "x", "370811", true},
	} {
		if err := c.profile.CheckUnder(c.code, c.parent); (err == nil) != c.ok {
			t.Errorf("%s %s under %s: %v", c.profile, c.code, c.parent, err)
		}
	}
}

func TestProfiles(t *testing.T) {
	for p, known := range map[city.Profile]bool{"": true, "free": true, "cn12": true, "cn15": true, "cn18": false, "FREE": false} {
		if p.Known() != known {
			t.Errorf("profile %q: %t", p, p.Known())
		}
	}
}

// FuzzCheckCode: no code upsets a profile; what is taken has the promised form.
func FuzzCheckCode(f *testing.F) {
	for _, code := range []string{"370811001001007", "370811001001", "370811001", "370811", "", "3.7E+14", "红旗", "a\xff", "a/b", strings.Repeat("码", 65)} {
		f.Add(code, "370811000000")
	}
	f.Fuzz(func(t *testing.T, code, parent string) {
		free := city.ProfileFree.CheckCode(code)
		if n := utf8.RuneCountInString(code); free == nil && (n < 1 || n > city.MaxCode || strings.ContainsAny(code, ";\x00\n") || !utf8.ValidString(code)) {
			t.Errorf("free takes %q", code)
		}
		for p, lengths := range map[city.Profile]string{city.ProfileCN12: " 6 9 12 ", city.ProfileCN15: " 15 "} {
			err := p.CheckCode(code)
			if err != nil {
				if city.CodeOf(err) != "bad_code" || city.KindOf(err) != city.Invalid {
					t.Errorf("%q: %v", code, err)
				}
				continue
			}
			if free != nil || !strings.Contains(lengths, fmt.Sprintf(" %d ", len(code))) || strings.Trim(code, "0123456789") != "" {
				t.Errorf("%s takes %q", p, code)
			}
			if err := p.CheckUnder(code, code[:6]); err != nil {
				t.Errorf("%s does not stand under its county: %v", code, err)
			}
			if err := p.CheckUnder(code, parent); err == nil && len(parent) >= len(code) && parent != code && strings.Trim(parent, "123456789") == "" && strings.Trim(parent, "0") != "" {
				t.Errorf("%s stands under %s", code, parent)
			}
		}
	})
}
