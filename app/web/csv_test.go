package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCSVIsATableAndNoProgram(t *testing.T) {
	t.Parallel()
	got := string(CSV([][]string{{"Name", "Change"}, {"=1+1", "-0.25"}, {" \t@x", "1e3"}, {"＝x", `say "hi", you`}, {"Ana", ""}}))
	want := "\uFEFFName,Change\r\n'=1+1,-0.25\r\n' \t@x,1e3\r\n'＝x,\"say \"\"hi\"\", you\"\r\nAna,\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
