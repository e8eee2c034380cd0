package access_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/access"
)

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"张伟": "张*", "张三丰": "张**", "欧阳娜娜": "欧阳**", "欧阳修": "欧阳*", "司马": "司*", "诸葛亮": "诸葛*", "歐陽修": "歐陽*", "阿卜杜拉·买买提": "阿****",
		"Anna Smith": "A*", "李": "*", "": "*", "  ": "*", " 王芳 ": "王*", "A": "*",
	} {
		if got := access.MaskName(name); got != want {
			t.Errorf("%q → %q, want %q", name, got, want)
		}
	}
}

func TestMaskPhone(t *testing.T) {
	for phone, want := range map[string]string{
		"13812345678": "138****5678", "138 1234 5678": "138****5678", "+86 138-1234-5678": "+86138****5678", "010-65432100": "010****2100",
		"65432100": "****00", "6543210": "****10", "12345": "****", "110": "****", "": "****", "+1 212 555 0100": "121****0100",
	} {
		if got := access.MaskPhone(phone); got != want {
			t.Errorf("%q → %q, want %q", phone, got, want)
		}
	}
}

// TestMasksHide: whatever the text is, at most seven digits and two characters of it are shown.
func TestMasksHide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone := rapid.StringMatching(`\+?[0-9][0-9 -]{0,25}`).Draw(t, "phone")
		shown := strings.ReplaceAll(strings.TrimPrefix(access.MaskPhone(phone), "+86"), "*", "")
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, phone)
		if len(shown) > 7 || len(digits)-len(shown) < min(len(digits), 3) {
			t.Fatalf("%q shows %q", phone, shown)
		}
		name := rapid.String().Draw(t, "name")
		mask := []rune(access.MaskName(name))
		if stars := strings.Count(string(mask), "*"); stars == 0 || len(mask)-stars > 2+strings.Count(name, "*") {
			t.Fatalf("%q shows %q", name, string(mask))
		}
	})
}
