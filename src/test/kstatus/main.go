// Prints the name of each object of a list, and the status that kstatus computes for it. The list is a JSON file.
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	// A plain JSON decoder would make floats of generations, which kstatus refuses.
	list := &unstructured.UnstructuredList{}
	if err := list.UnmarshalJSON(data); err != nil {
		return err
	}
	for i := range list.Items {
		result, err := status.Compute(&list.Items[i])
		if err != nil {
			return err
		}
		fmt.Println(list.Items[i].GetName(), result.Status)
	}
	return nil
}
