package demo_test

import (
	"context"
	"os"
	"testing"

	"github.com/redsail/redsail/internal/demo"
)

// TestLongLarge: the city of the largest size is as sound as the others.
func TestLongLarge(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	d, err := demo.Make(context.Background(), demo.SizeLarge, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, check := range map[string]func(*testing.T, *demo.City){
		"counts": checkCounts, "partitions": checkPartitions, "codes": checkCodes, "nesting": checkNesting, "buildings": checkBuildings,
	} {
		t.Run(name, func(t *testing.T) { check(t, d) })
	}
}
