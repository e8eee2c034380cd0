package tiles_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/redsail/redsail/tiles"
)

func ExampleParseAddress() {
	a, err := tiles.ParseAddress("10", "843", "388")
	fmt.Println(a, err)
	_, err = tiles.ParseAddress("10", "843", "0388")
	fmt.Println(err)
	// Output:
	// 10/843/388 <nil>
	// tile y "0388": is not a plain decimal number
}

func TestParseAddress(t *testing.T) {
	for _, c := range []struct{ z, x, y, part string }{
		{"0", "0", "0", ""}, {"22", "4194303", "4194303", ""}, {"1", "1", "0", ""},
		{"23", "0", "0", "z"}, {"-1", "0", "0", "z"}, {"+1", "0", "0", "z"}, {"01", "0", "0", "z"},
		{"", "0", "0", "z"}, {"1.0", "0", "0", "z"}, {"99999999999999999999999", "0", "0", "z"},
		{"0", "1", "0", "x"}, {"22", "4194304", "0", "x"}, {"3", " 1", "0", "x"}, {"3", "0x1", "0", "x"},
		{"3", "1", "8", "y"}, {"3", "1", "1_0", "y"}, {"3", "1", "一", "y"},
	} {
		a, err := tiles.ParseAddress(c.z, c.x, c.y)
		var fault *tiles.AddressError
		switch {
		case c.part == "" && (err != nil || a.String() != c.z+"/"+c.x+"/"+c.y):
			t.Errorf("%v: %v %v", c, a, err)
		case c.part != "" && (!errors.As(err, &fault) || fault.Part != c.part):
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestBounds(t *testing.T) {
	b := tiles.Address{}.Bounds()
	if b.Min[0] != -180 || b.Max[0] != 180 || math.Abs(b.Max[1]-85.0511287798) > 1e-9 || math.Abs(b.Min[1]+85.0511287798) > 1e-9 {
		t.Errorf("the world is %v", b)
	}
	// The tile of Tiananmen (116.3975 E, 39.9087 N) at z 12, as any slippy map names it.
	b = tiles.Address{Z: 12, X: 3372, Y: 1552}.Bounds()
	if !(b.Min[0] < 116.3975 && 116.3975 < b.Max[0] && b.Min[1] < 39.9087 && 39.9087 < b.Max[1]) {
		t.Errorf("12/3372/1552 is %v", b)
	}
	right := tiles.Address{Z: 12, X: 3373, Y: 1553}.Bounds()
	if right.Min[0] != b.Max[0] || right.Max[1] != b.Min[1] {
		t.Errorf("neighbours do not meet: %v %v", b, right)
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range [][3]string{{"0", "0", "0"}, {"22", "4194303", "0"}, {"1", "02", "-1"}, {"١", "1", "1"}} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, z, x, y string) {
		a, err := tiles.ParseAddress(z, x, y)
		if err != nil {
			var fault *tiles.AddressError
			if !errors.As(err, &fault) || a != (tiles.Address{}) {
				t.Fatalf("%v with %v", a, err)
			}
			return
		}
		if a.String() != z+"/"+x+"/"+y || a.Z > tiles.MaxZoom || uint64(a.X)>>a.Z != 0 || uint64(a.Y)>>a.Z != 0 {
			t.Fatalf("%q/%q/%q is %v", z, x, y, a)
		}
	})
}
