package codec

import (
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestDBFNames(t *testing.T) {
	var columns []Column
	for _, name := range []string{"address_road", "address_ROAD", "address_roadside", "名称名称", "名称名字", "a"} {
		columns = append(columns, Column{Name: name})
	}
	want := []string{"address_ro", "address__2", "address__3", "名称名", "名称_2", "a"}
	if got := dbfNames(columns); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestShapefilesHaveALimit: both files, and the limit itself is no error.
func TestShapefilesHaveALimit(t *testing.T) {
	table := FeatureTable{Name: "a", Kind: Points, Columns: []Column{{Name: "code"}}, Features: func(yield func(OutFeature, error) bool) {
		for range 100 {
			if !yield(OutFeature{Geometry: orb.Point{1, 1}, Properties: []Property{{Key: "code", Value: "1"}}}, nil) {
				return
			}
		}
	}}
	const shp, dbf = 100 + 100*28, 65 + 100*81 + 1
	for most, fits := range map[int64]bool{shp - 1: false, dbf - 1: false, dbf: true} {
		_, err := WriteShapefiles(io.Discard, t.TempDir(), ShapefileZip{most: most}, []FeatureTable{table})
		var large *FileError
		if (err == nil) != fits || err != nil && (!errors.As(err, &large) || large.Kind != KindTooLarge) {
			t.Errorf("at most %d bytes: %v", most, err)
		}
	}
}
