// Command scrape-config prints the configuration that the Prometheus operator
// gives to a Prometheus which selects every PodMonitor and ServiceMonitor of a
// List on standard input. It is the operator's own code: its selection with
// its validation, and its generator.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus-operator/prometheus-operator/pkg/operator"
	operatorprometheus "github.com/prometheus-operator/prometheus-operator/pkg/prometheus"
	"github.com/prometheus/client_golang/prometheus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
)

// result is what goes to standard output.
type result struct {
	// Config is the text of prometheus.yml.
	Config string `json:"config"`
	// Assets are the files below /etc/prometheus/certs, in base64.
	Assets map[string][]byte `json:"assets"`
	// Rejected says why the operator ignores a monitor, by its namespace and name.
	Rejected map[string]string `json:"rejected"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(in).Decode(&list); err != nil {
		return fmt.Errorf("standard input is no List: %w", err)
	}
	var given objects
	for _, item := range list.Items {
		if err := given.add(item); err != nil {
			return err
		}
	}
	made, err := generate(context.Background(), given)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(made)
}

type objects struct {
	podMonitors     []*monitoringv1.PodMonitor
	serviceMonitors []*monitoringv1.ServiceMonitor
	sources         []runtime.Object
}

func (o *objects) add(raw json.RawMessage) error {
	var meta metav1.TypeMeta
	if err := json.Unmarshal(raw, &meta); err != nil {
		return err
	}
	switch meta.Kind {
	case "PodMonitor":
		monitor := new(monitoringv1.PodMonitor)
		o.podMonitors = append(o.podMonitors, monitor)
		return decode(raw, monitor)
	case "ServiceMonitor":
		monitor := new(monitoringv1.ServiceMonitor)
		o.serviceMonitors = append(o.serviceMonitors, monitor)
		return decode(raw, monitor)
	case "Secret":
		secret := new(corev1.Secret)
		o.sources = append(o.sources, secret)
		return decode(raw, secret)
	case "ConfigMap":
		configMap := new(corev1.ConfigMap)
		o.sources = append(o.sources, configMap)
		return decode(raw, configMap)
	}
	return fmt.Errorf("%s: no kind that the operator reads", meta.Kind)
}

// decode refuses fields that the operator does not know.
func decode(raw json.RawMessage, object any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(object)
}

func generate(ctx context.Context, given objects) (*result, error) {
	everything := &metav1.LabelSelector{}
	instance := &monitoringv1.Prometheus{
		ObjectMeta: metav1.ObjectMeta{Namespace: "monitoring", Name: "k8s"},
		Spec: monitoringv1.PrometheusSpec{
			CommonPrometheusFields: monitoringv1.CommonPrometheusFields{
				PodMonitorSelector:     everything,
				ServiceMonitorSelector: everything,
				// The definition's own defaults, which an API server would fill in.
				ScrapeInterval: "30s",
			},
			EvaluationInterval: "30s",
		},
	}
	client := fake.NewClientset(given.sources...).CoreV1()
	store := assets.NewStoreBuilder(client, client)
	logger := slog.New(slog.DiscardHandler)
	metrics := operator.NewMetrics(prometheus.NewRegistry())
	recorder := operator.NewFakeRecorder(len(given.podMonitors)+len(given.serviceMonitors)+1, instance)
	selector, err := operatorprometheus.NewResourceSelector(logger, instance, store, nil, metrics, recorder)
	if err != nil {
		return nil, err
	}
	podMonitors, err := selector.SelectPodMonitors(ctx, listing(given.podMonitors))
	if err != nil {
		return nil, err
	}
	serviceMonitors, err := selector.SelectServiceMonitors(ctx, listing(given.serviceMonitors))
	if err != nil {
		return nil, err
	}
	generator, err := operatorprometheus.NewConfigGenerator(logger, instance)
	if err != nil {
		return nil, err
	}
	config, err := generator.GenerateServerConfiguration(
		instance, serviceMonitors.ValidResources(), podMonitors.ValidResources(), nil, nil, store, nil, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	rejected := map[string]string{}
	note(rejected, podMonitors)
	note(rejected, serviceMonitors)
	return &result{Config: string(config), Assets: store.TLSAssets(), Rejected: rejected}, nil
}

// listing gives every object, whatever the namespace: which namespaces a
// Prometheus selects from is its owner's business.
func listing[T metav1.Object](monitors []T) operatorprometheus.ListAllByNamespaceFn {
	return func(_ string, selector labels.Selector, found cache.AppendFunc) error {
		for _, monitor := range monitors {
			if selector.Matches(labels.Set(monitor.GetLabels())) {
				found(monitor)
			}
		}
		return nil
	}
}

// note writes down why the operator rejected monitors.
func note[T operator.ConfigurationResource](rejected map[string]string, selection operator.TypedResourcesSelection[T]) {
	for name, selected := range selection {
		for _, condition := range selected.Conditions() {
			if condition.Status != monitoringv1.ConditionTrue {
				rejected[name] = condition.Message
			}
		}
	}
}
